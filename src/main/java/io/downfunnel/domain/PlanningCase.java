package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A stage event that conversions are to be made of, with those that were made before.
 *
 * @param eventId of the stage event's row
 * @param organization Salesforce's id of the organisation
 * @param match {@link Match#NOTHING} where none was made yet
 * @param existing conversions of this event, one a destination at most
 * @param sentElsewhere destinations to which an event that was united with this one sent its conversion
 * @param takenBack destinations at which the conversion of an earlier occurrence was retracted
 */
public record PlanningCase(
        long eventId,
        String organization,
        StageEvent event,
        Match match,
        List<Existing> existing,
        Set<String> sentElsewhere,
        Set<String> takenBack) {

    /**
     * @param open whether it may be decided anew: no byte of it can have left
     * @param hash of the payload; empty where there is none
     */
    public record Existing(
            long id,
            ConversionKey key,
            String destination,
            String mapping,
            String action,
            ConversionState state,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<Instant> dueAt,
            Instant expiresAt,
            Optional<String> hash,
            boolean open) {}

    public PlanningCase {
        existing = List.copyOf(existing);
        sentElsewhere = Set.copyOf(sentElsewhere);
        takenBack = Set.copyOf(takenBack);
    }

    public Optional<Existing> at(String destination) {
        return existing.stream()
                .filter(conversion -> conversion.destination().equals(destination))
                .findFirst();
    }
}
