package io.downfunnel.simulate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Match;
import io.downfunnel.domain.StageEvent;

/**
 * What was known of a dossier in one night, of stages that are mapped.
 *
 * @param seen in the order in which they were found
 */
record Look(Instant night, List<Seen> seen) {

    /**
     * A stage event as it stands in the book that night.
     *
     * @param id of its place in the book
     * @param unitedWith the place that has its conversion, where two journeys turned out to be one
     * @param due whether it is decided about in this night; else only when a wait ends
     */
    record Seen(long id, StageEvent event, Optional<Long> unitedWith, Match match, boolean due) {}

    Look {
        seen = List.copyOf(seen);
    }
}
