package io.downfunnel.domain;

import java.util.Optional;

/**
 * A decision about one conversion, to be written down.
 *
 * @param existing the conversion it is about; empty for a new one
 */
public record Plan(
        PlanningCase of,
        Optional<PlanningCase.Existing> existing,
        ConversionKey key,
        String destination,
        String mapping,
        String action,
        Decision decision) {

    /** About the same conversion. */
    public Plan with(Decision other) {
        return new Plan(of, existing, key, destination, mapping, action, other);
    }
}
