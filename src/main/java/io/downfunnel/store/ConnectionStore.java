package io.downfunnel.store;

import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Failure;

/** How connections fare, and what they used of their API budget. */
@ApplicationScoped
public class ConnectionStore {

    /**
     * API calls of a connection.
     *
     * @param calls of ours since midnight in UTC
     * @param used by everyone, as the vendor said last today
     * @param allowed to everyone
     */
    public record ApiUse(long calls, Optional<Long> used, Optional<Long> allowed) {}

    private final Jdbi jdbi;

    ConnectionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The connection did what it was asked to. */
    public void fine(String connection) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                insert into connection_status as c (connection, state, since, seen_at)
                values (:connection, 'fine', now(), now())
                on conflict (connection) do update
                   set since = case c.state when 'fine' then c.since else excluded.since end,
                       state = 'fine', failure_class = null, code = null, message = null, remedy = null,
                       next_try_at = null, failures = 0, seen_at = excluded.seen_at""").bind("connection", connection).execute());
    }

    /** The connection fails, and we try again by ourselves. */
    public void failing(String connection, Failure failure, String remedy, Optional<Instant> nextTryAt) {
        broken(connection, "failing", failure, remedy, nextTryAt);
    }

    /** The connection waits for a person. */
    public void stopped(String connection, Failure failure, String remedy) {
        broken(connection, "stopped", failure, remedy, Optional.empty());
    }

    private void broken(String connection, String state, Failure failure, String remedy, Optional<Instant> nextTryAt) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into connection_status as c
                       (connection, state, since, failure_class, code, message, remedy, next_try_at, failures, seen_at)
                values (:connection, :state, now(), :failureClass, :code, :message, :remedy, :nextTryAt, 1, now())
                on conflict (connection) do update
                   set since = case c.state when 'fine' then excluded.since else c.since end,
                       state = excluded.state, failure_class = excluded.failure_class, code = excluded.code,
                       message = excluded.message, remedy = excluded.remedy, next_try_at = excluded.next_try_at,
                       failures = c.failures + 1, seen_at = excluded.seen_at""")
                .bind("connection", connection)
                .bind("state", state)
                .bind("failureClass", failure.failureClass().name())
                .bind("code", failure.code())
                .bind("message", failure.message())
                .bind("remedy", remedy)
                .bind("nextTryAt", nextTryAt.orElse(null))
                .execute());
    }

    /** What was used today. */
    public ApiUse used(String connection) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select calls, used, allowed from api_budget
                 where connection = :connection and day = (now() at time zone 'UTC')::date""")
                .bind("connection", connection)
                .map((row, context) -> new ApiUse(
                        row.getLong("calls"),
                        Optional.ofNullable(row.getObject("used", Long.class)),
                        Optional.ofNullable(row.getObject("allowed", Long.class))))
                .findOne()
                .orElse(new ApiUse(0, Optional.empty(), Optional.empty())));
    }

    /** Adds to today's calls; what the vendor said replaces what it said before. */
    public void use(String connection, ApiUse more) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into api_budget as b (connection, day, calls, used, allowed)
                values (:connection, (now() at time zone 'UTC')::date, :calls, :used, :allowed)
                on conflict (connection, day) do update
                   set calls = b.calls + excluded.calls,
                       used = coalesce(excluded.used, b.used),
                       allowed = coalesce(excluded.allowed, b.allowed),
                       seen_at = now()""")
                .bind("connection", connection)
                .bind("calls", more.calls())
                .bind("used", more.used().orElse(null))
                .bind("allowed", more.allowed().orElse(null))
                .execute());
    }
}
