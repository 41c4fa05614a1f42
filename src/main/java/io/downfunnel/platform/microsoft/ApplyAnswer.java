package io.downfunnel.platform.microsoft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.http.Answer;

/**
 * Reads the answer to conversions or adjustments. A success took in every item that no partial error names by its index;
 * a fault took in none.
 */
record ApplyAnswer(Faults faults) {
    private static final String PARTIAL_ERRORS = "PartialErrors";

    /** @throws io.downfunnel.platform.PlatformException when nothing can be said of any single item */
    Receipt read(Answer answer, List<ConversionKey> keys) {
        var json = answer.json();
        if (!answer.successful()) {
            var single = Complaint.single(json);
            if (single.isEmpty()) {
                throw faults.of(answer);
            }
            return receipt(keys, single, key -> new Outcome.Spared());
        }
        // Microsoft names the list even where it is empty; a success without it comes from something in between.
        if (!json.has(PARTIAL_ERRORS)) {
            throw faults.whole("UNREADABLE_ANSWER", "HTTP " + answer.status() + " without " + PARTIAL_ERRORS);
        }
        return receipt(keys, Complaint.list(json.path(PARTIAL_ERRORS)), key -> new Outcome.Accepted());
    }

    private Receipt receipt(
            List<ConversionKey> keys, List<Complaint> complaints, Function<ConversionKey, Outcome> otherwise) {
        var byPosition = complaints.stream()
                .filter(complaint -> position(complaint, keys.size()) >= 0)
                .collect(Collectors.groupingBy(complaint -> position(complaint, keys.size())));
        refuseIfNobodysOwnFault(byPosition, keys.size());
        var nameless = complaints.stream()
                .filter(complaint -> position(complaint, keys.size()) < 0)
                .findFirst();
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        for (int i = 0; i < keys.size(); i++) {
            var own = byPosition.get(i);
            var key = keys.get(i);
            outcomes.put(
                    key,
                    own != null
                            ? worst(own)
                            : nameless.map(one -> faults.unheard(one.code() + ": " + one.message()))
                                    .orElseGet(() -> otherwise.apply(key)));
        }
        return new Receipt(Optional.empty(), outcomes, List.of());
    }

    /** The only item of a request is meant, whether it is named or not; -1: nobody is. */
    private static int position(Complaint complaint, int size) {
        int index = complaint.index().orElse(size == 1 ? 0 : -1);
        return index < size ? index : -1;
    }

    /** A request has one goal: where every item is refused because of it, or of the account, it is no item's own fault. */
    private void refuseIfNobodysOwnFault(Map<Integer, List<Complaint>> byPosition, int size) {
        var general = byPosition.values().stream()
                .map(complaints -> complaints.stream()
                        .filter(complaint -> !faults.isAboutItsItem(complaint))
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
        if (size > 0 && general.size() == size) {
            throw faults.whole(general.getFirst().code(), general.getFirst().message());
        }
    }

    /** Of several, a final one decides. */
    private Outcome worst(List<Complaint> complaints) {
        var outcomes = complaints.stream().map(faults::outcome).toList();
        return outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Rejected)
                .findFirst()
                .orElse(outcomes.getFirst());
    }
}
