package io.downfunnel.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;

/**
 * The answer to a batch: one outcome for every event.
 *
 * @param requestId what to ask for the verdict with; empty where the platform gives none
 * @param outcomes by key, in the order of the batch
 * @param warnings what the platform remarked although it took the batch, for people to read
 */
public record Receipt(Optional<String> requestId, Map<ConversionKey, Outcome> outcomes, List<String> warnings) {

    public Receipt {
        outcomes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
        warnings = List.copyOf(warnings);
    }

    /** The same kind of answer for every event, made from each. */
    public static Receipt forEach(
            List<ConversionEvent> batch, Optional<String> requestId, Function<ConversionEvent, Outcome> outcome) {
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        batch.forEach(event -> outcomes.put(event.key(), outcome.apply(event)));
        return new Receipt(requestId, outcomes, List.of());
    }
}
