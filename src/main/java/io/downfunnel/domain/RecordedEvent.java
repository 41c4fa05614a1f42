package io.downfunnel.domain;

import java.util.Optional;

/**
 * A stage event as it is written down.
 *
 * @param id of its row
 * @param unitedWith the row that has its place, where it was withdrawn because two journeys turned out to be one
 */
public record RecordedEvent(long id, StageEvent event, Optional<Long> unitedWith) {}
