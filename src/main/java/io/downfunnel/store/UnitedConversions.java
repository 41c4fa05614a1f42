package io.downfunnel.store;

import java.util.List;

import org.jdbi.v3.core.Handle;

import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.Run;

/**
 * Two journeys turned out to be one, and both had an event in the same place. Of each pair of conversions at a destination
 * one may still be sent, and none if the other was: settled in the transaction that unites them, before any node can
 * claim both.
 */
final class UnitedConversions {
    private static final String EXCLUDE = """
            , target as (
                select conversion.id, state
                  from conversion
                  left join conversion_payload on conversion_id = conversion.id
                 where conversion.id in (select id from meant)
                   and state in ('DELAYED', 'HELD', 'READY') and frozen_at is null
                 order by conversion.id
                   for update of conversion),
            changed as (
                update conversion
                   set state = 'EXCLUDED', reason = 'MERGED', explanation = :explanation, due_at = null,
                       state_since = now()
                  from target
                 where conversion.id = target.id
                returning conversion.id, target.state as before, attempt, epoch)
            insert into conversion_transition (conversion_id, from_state, to_state, reason, explanation, run_id,
                                               attempt, node, epoch)
            select id, before, 'EXCLUDED', 'MERGED', :explanation, :run, attempt, :node, epoch from changed""";

    private UnitedConversions() {}

    static void settle(Handle handle, List<RecordedEvent> withdrawals, Run run) {
        var united = withdrawals.stream()
                .filter(row -> row.unitedWith().isPresent())
                .map(RecordedEvent::id)
                .toArray(Long[]::new);
        if (united.length == 0) {
            return;
        }
        exclude(handle, """
                with meant as (select id from conversion where stage_event_id = any (:united))""", """
                Its record turned out to belong to another journey, which has this conversion already.""", united, run);
        exclude(handle, """
                with meant as (
                    select kept.id
                      from stage_event
                      join conversion as gone on gone.stage_event_id = stage_event.id
                      join conversion as kept
                        on kept.stage_event_id = stage_event.united_with and kept.destination = gone.destination
                      left join conversion_payload on conversion_id = gone.id
                     where stage_event.id = any (:united)
                       and (frozen_at is not null
                            or gone.state not in ('EXCLUDED', 'DELAYED', 'HELD', 'READY', 'EXPIRED', 'CANCELLED')))""", """
                Another record of the same journey sent this conversion before the two were brought together.""", united, run);
    }

    private static void exclude(Handle handle, String meant, String explanation, Long[] united, Run run) {
        handle.createUpdate(meant + EXCLUDE)
                .bind("united", united)
                .bind("explanation", explanation.strip())
                .bind("run", run.id())
                .bind("node", run.node())
                .execute();
    }
}
