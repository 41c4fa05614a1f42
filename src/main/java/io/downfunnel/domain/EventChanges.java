package io.downfunnel.domain;

import java.util.List;

/**
 * What has to change in the book of stage events for it to say what was detected.
 *
 * @param inserts events that are not in it
 * @param updates rows that say something else
 * @param withdrawals rows that no longer stand
 */
public record EventChanges(List<StageEvent> inserts, List<RecordedEvent> updates, List<RecordedEvent> withdrawals) {

    public EventChanges {
        inserts = List.copyOf(inserts);
        updates = List.copyOf(updates);
        withdrawals = List.copyOf(withdrawals);
    }
}
