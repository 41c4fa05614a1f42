package io.downfunnel.platform.google.ads;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;

/**
 * Reads the answer to an upload whose good rows count although others are bad: rows that were refused are named by their
 * index, and what was taken in is repeated in its place (google.md §3.3).
 */
record PartialFailure(Refusals refusals) {

    /**
     * @param keys of the request's rows, in its order
     * @param failure empty: there was none
     * @param repeated whether the answer repeats the row of this index
     * @throws PlatformException when nothing was taken in, for a reason that holds for all of it
     */
    Receipt read(List<ConversionKey> keys, Optional<Status> failure, IntPredicate repeated) {
        var errors = errors(failure);
        var ofAll = errors.stream().filter(error -> error.row().isEmpty()).toList();
        if (!ofAll.isEmpty()) {
            throw refusals.broken(ofAll, null);
        }
        var byRow = errors.stream()
                .collect(Collectors.groupingBy(error -> error.row().orElseThrow()));
        if (byRow.size() == keys.size() && byRow.values().stream().allMatch(refusals::concernsAll)) {
            throw refusals.broken(errors, null);
        }
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        for (int row = 0; row < keys.size(); row++) {
            outcomes.put(keys.get(row), outcome(byRow, row, repeated));
        }
        return new Receipt(Optional.empty(), outcomes, List.of());
    }

    private List<AdsError> errors(Optional<Status> failure) {
        if (failure.isEmpty() || failure.get().getCode() == 0) {
            return List.of();
        }
        try {
            var errors = AdsError.of(failure.get());
            if (!errors.isEmpty()) {
                return errors;
            }
        } catch (InvalidProtocolBufferException e) {
            throw refusals.broken("UNREADABLE_ANSWER", "The partial failure cannot be read", e);
        }
        throw refusals.broken("UNREADABLE_ANSWER", "A partial failure without an error", null);
    }

    private Outcome outcome(Map<Integer, List<AdsError>> byRow, int row, IntPredicate repeated) {
        if (byRow.containsKey(row)) {
            return refusals.outcome(byRow.get(row));
        }
        return repeated.test(row)
                ? new Outcome.Accepted()
                : new Outcome.Unheard(refusals.failure("UNREADABLE_ANSWER", "Nothing was said of this row"));
    }
}
