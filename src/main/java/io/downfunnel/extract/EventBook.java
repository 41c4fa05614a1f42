package io.downfunnel.extract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.EventChanges;
import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Withdrawal;

/** Compares one journey's stage events with what is written down about it. */
final class EventBook {

    /** An event's place in its journey. */
    private record Slot(String stage, int occurrence) {
        static Slot of(StageEvent event) {
            return new Slot(event.stage(), event.occurrence());
        }
    }

    private EventBook() {}

    /**
     * @param root of the journey
     * @param stored events of this root and of the roots that were united with it
     */
    static EventChanges compare(String root, List<StageEvent> detected, List<RecordedEvent> stored) {
        var candidates = new HashMap<Slot, RecordedEvent>();
        stored.stream()
                .sorted(Comparator.comparing(
                                (RecordedEvent row) -> !row.event().lineage().equals(root))
                        .thenComparing(row -> row.event().withdrawal().isPresent())
                        .thenComparing(RecordedEvent::id))
                .forEach(row -> candidates.putIfAbsent(Slot.of(row.event()), row));

        var inserts = new ArrayList<StageEvent>();
        var updates = new ArrayList<RecordedEvent>();
        var kept = new HashMap<Slot, RecordedEvent>();
        for (var event : detected) {
            var row = candidates.get(Slot.of(event));
            if (row == null) {
                inserts.add(event);
                continue;
            }
            kept.put(Slot.of(event), row);
            if (!row.event().equals(event)) {
                updates.add(new RecordedEvent(row.id(), event, Optional.empty()));
            }
        }
        return new EventChanges(inserts, updates, withdrawals(stored, kept));
    }

    private static List<RecordedEvent> withdrawals(List<RecordedEvent> stored, Map<Slot, RecordedEvent> kept) {
        var keptIds = new HashSet<Long>();
        kept.values().forEach(row -> keptIds.add(row.id()));
        return stored.stream()
                .filter(row -> !keptIds.contains(row.id()))
                .map(row -> withdrawn(row, Optional.ofNullable(kept.get(Slot.of(row.event())))))
                .filter(row -> !stored.contains(row))
                .toList();
    }

    private static RecordedEvent withdrawn(RecordedEvent row, Optional<RecordedEvent> inItsPlace) {
        var why = inItsPlace.isPresent() ? Withdrawal.MERGED : Withdrawal.UNTOLD;
        return new RecordedEvent(row.id(), row.event().withdrawn(why), inItsPlace.map(RecordedEvent::id));
    }
}
