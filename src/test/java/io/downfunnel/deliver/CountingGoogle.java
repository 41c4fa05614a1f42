package io.downfunnel.deliver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.Verdict.Tally;

/** Takes every batch in, and says of it later how many events count, how many it had already, and how many are bad. */
final class CountingGoogle {
    private final Set<ConversionKey> bad;
    private final Set<ConversionKey> counted = new HashSet<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();

    /** @param bad what it will not count */
    CountingGoogle(Set<ConversionKey> bad) {
        this.bad = bad;
    }

    synchronized Receipt upload(List<ConversionEvent> batch) {
        var requestId = "request-" + verdicts.size();
        long refused = 0;
        long duplicates = 0;
        for (var event : batch) {
            if (bad.contains(event.key())) {
                refused++;
            } else if (!counted.add(event.key())) {
                duplicates++;
            }
        }
        verdicts.put(requestId, verdict(batch.size(), refused, duplicates));
        return Receipt.forEach(batch, Optional.of(requestId), event -> new Outcome.Accepted());
    }

    private static Verdict verdict(int size, long refused, long duplicates) {
        var reasons = new ArrayList<Tally>();
        if (refused > 0) {
            reasons.add(new Tally(new Failure(FailureClass.PERMANENT, "INVALID_EVENT", "bad click"), refused));
        }
        if (duplicates > 0) {
            reasons.add(new Tally(new Failure(FailureClass.DUPLICATE, "DUPLICATE", "had it"), duplicates));
        }
        if (reasons.isEmpty()) {
            return new Verdict.Counted(List.of());
        }
        return refused + duplicates == size ? new Verdict.Refused(reasons) : new Verdict.Mixed(reasons);
    }

    synchronized Verdict verdict(String requestId) {
        return verdicts.get(requestId);
    }

    synchronized Set<ConversionKey> counted() {
        return Set.copyOf(counted);
    }
}
