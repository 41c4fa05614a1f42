package io.downfunnel.store;

import org.jdbi.v3.core.Handle;

/** Work between the steps. */
final class DueEvents {
    private DueEvents() {}

    /**
     * Deleted at once, so that whoever reports the same event while we work waits for us and is not overlooked. Should
     * we fail, the transaction brings it back.
     */
    static Long[] claim(Handle handle, String step, int limit) {
        return handle.createQuery("""
                        delete from stage_event_due
                         where ctid = any (array (select ctid from stage_event_due
                                                   where step = :step
                                                   order by stage_event_id
                                                   limit :limit
                                                     for update skip locked))
                        returning stage_event_id""").bind("step", step).bind("limit", limit).mapTo(Long.class).stream()
                .toArray(Long[]::new);
    }

    static void add(Handle handle, String step, Long[] events) {
        handle.createUpdate("""
                        insert into stage_event_due (stage_event_id, step)
                        select id, :step from unnest(:events) as t(id) order by id
                        on conflict (stage_event_id, step) do update set due_since = excluded.due_since""").bind("step", step).bind("events", events).execute();
    }
}
