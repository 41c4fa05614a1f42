package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.Retention.What;

/**
 * Says what of the personal data that we keep may go now. Whatever goes by it changes nothing about what was sent or will
 * be sent.
 *
 * @param adjustable for how long after a conversion each destination takes changes of it
 */
public record Leaving(Retention retention, Map<String, Duration> adjustable, Instant now) {
    /** Of a destination whose platform is not installed any more. */
    private static final Duration NOBODY_KNOWS = Duration.ofDays(90);

    public Leaving {
        adjustable = Map.copyOf(adjustable);
    }

    /** What is older may go; empty: nothing of it does. */
    public Optional<Instant> before(What what) {
        return retention.before(what, now);
    }

    /** What was sent of a conversion and of its adjustments. */
    public boolean payload(Ended conversion) {
        return past(What.PAYLOADS, conversion.since()) && forGood(conversion);
    }

    /**
     * The click IDs and hashes of a record.
     *
     * @param changedAt when the CRM last changed it, or one of the records that it lends them to
     * @param conversions of all stage events that it may lend them to
     */
    public boolean identifiers(Instant changedAt, List<Ended> conversions) {
        return past(What.IDENTIFIERS, changedAt)
                && conversions.stream().allMatch(each -> forGood(each) && each.pastItsWindow(now));
    }

    private boolean past(What what, Instant at) {
        return before(what).filter(at::isBefore).isPresent();
    }

    private boolean forGood(Ended conversion) {
        var within = adjustable.getOrDefault(conversion.destination(), NOBODY_KNOWS);
        return conversion.forGood(conversion.occurredAt().plus(within), now);
    }
}
