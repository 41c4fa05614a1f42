package io.downfunnel.store;

import java.util.List;

import io.downfunnel.domain.Invariant;

/** Conversions with the whole record that the auditor looks at, as the product would leave it, and as it never would. */
public final class AuditedRows {
    private final ConversionRows rows;

    public AuditedRows(ConversionRows rows) {
        this.rows = rows;
        rows.execute("alter table conversion disable trigger conversion_guard");
    }

    /**
     * Breaks an invariant, and no other one.
     *
     * @param stage one that a mapping of the funnel in force is about
     */
    public void breakOne(Invariant invariant, String stage) {
        switch (invariant) {
            case LOST -> event(stage, "now()");
            case DOUBLED -> {
                long id = accepted("linkedin");
                again(id, id + 1_000, "");
            }
            case DRIFTED -> {
                long id = accepted("google");
                rows.execute("update upload_batch_item set hash = 'other' where conversion_id = " + id);
            }
            case CONSENT -> {
                long id = told(rows.denied("google"));
                send(id, id);
            }
            case LEAKED -> {
                accepted("google");
                rows.execute("update upload_batch_item set message = 'ada@example.org'");
            }
            case ILLEGAL_STEP -> {
                long id = accepted("google");
                step(id, "IN_FLIGHT", "ACCEPTED");
            }
            case UNFOLDED -> {
                long id = accepted("google");
                rows.execute("update conversion set state = 'VERIFIED' where id = " + id);
            }
            case STUCK -> {
                overdue("google");
                // The watchdog comes first and tells of it, so what it tells is closed at once.
                rows.execute("create or replace function close_at_once() returns trigger language plpgsql"
                        + " as 'begin new.closed_at := clock_timestamp(); return new; end'");
                rows.execute("create trigger nobody_is_told before insert on alert"
                        + " for each row when (new.kind = 'OVERDUE') execute function close_at_once()");
            }
            case UNEXPLAINED -> {
                accepted("google");
                rows.execute("update conversion set batch_id = null");
            }
            case LEASE -> {
                long id = ready("google");
                send(id, id);
                rows.execute("update conversion set leased_until = null");
            }
        }
    }

    /** Takes everything away that is not in order, and what the auditor remembers of it. */
    public void clear() {
        rows.clear();
        rows.execute("drop trigger if exists nobody_is_told on alert");
        List.of("stage_event", "mapping_in_force", "audit", "alert")
                .forEach(table -> rows.execute("delete from " + table));
    }

    /** It has waited for months. */
    public void overdue(String destination) {
        long id = ready(destination);
        rows.execute("update conversion set state_since = now() - interval '100 days' where id = " + id);
    }

    /** One that was sent and accepted, as the product would leave it; the id of its first batch is its own. */
    public long accepted(String destination) {
        long id = ready(destination);
        send(id, id);
        rows.execute("update conversion set state = 'ACCEPTED' where id = " + id);
        step(id, "IN_FLIGHT", "ACCEPTED");
        return id;
    }

    public long ready(String destination) {
        return told(rows.ready(destination, 1).getFirst());
    }

    private long told(long id) {
        rows.execute("insert into conversion_transition (conversion_id, to_state, attempt, node, epoch)" + " values ("
                + id + ", 'READY', 0, 'node-1', 0)");
        return id;
    }

    public void send(long id, long batch) {
        rows.execute(
                "update conversion_payload set frozen_at = now() where frozen_at is null and conversion_id = " + id);
        rows.execute("insert into upload_batch (id, destination, action, size, node, epoch, answered_at, answer)"
                + " overriding system value select " + batch
                + ", destination, action, 1, 'node-1', 1, now(), 'taken in'"
                + " from conversion where id = " + id);
        rows.execute("insert into upload_batch_item (batch_id, ordinal, conversion_id, hash, outcome)"
                + " select " + batch + ", 0, conversion_id, hash, 'accepted' from conversion_payload"
                + " where conversion_id = " + id);
        rows.execute("update conversion set state = 'IN_FLIGHT', batch_id = " + batch
                + ", leased_by = 'node-1', leased_until = now() + interval '5 minutes' where id = " + id);
        step(id, "READY", "IN_FLIGHT");
    }

    public void step(long id, String from, String to) {
        step(id, from, to, "");
    }

    public void step(long id, String from, String to, String reason) {
        rows.execute(
                "insert into conversion_transition (conversion_id, from_state, to_state, reason, attempt, node, epoch)"
                        + " values (" + id + ", '" + from + "', '" + to + "', nullif('" + reason
                        + "', ''), 1, 'node-1', 1)");
    }

    public void again(long id, long batch, String reason) {
        rows.execute("update conversion set state = 'HELD', reason = 'NO_ANSWER', explanation = 'x' where id = " + id);
        step(id, "ACCEPTED", "HELD");
        step(id, "HELD", "READY", reason);
        send(id, batch);
    }

    /** A stage event that stands, of a lead that has no conversion for it. */
    public long event(String stage, String detected) {
        rows.execute("insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,"
                + " occurred_at, evidence, detected_at) values (1, '00Q1', '" + stage
                + "', 1, 'Lead', '00Q1', now(), 'history', " + detected + ")");
        rows.execute("insert into mapping_in_force select '" + stage
                + "', 'google', 'Won deals', max(version) from funnel_version on conflict do nothing");
        return rows.count("select max(id) from stage_event");
    }
}
