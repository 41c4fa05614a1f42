package io.downfunnel.store;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

/** What connections used of their API budget, day by day in UTC. */
@ApplicationScoped
public class ApiUseStore {

    /**
     * API calls of a connection.
     *
     * @param calls of ours
     * @param used by everyone, as the vendor said last
     * @param allowed to everyone
     */
    public record ApiUse(long calls, Optional<Long> used, Optional<Long> allowed) {
        public static final ApiUse NONE = new ApiUse(0, Optional.empty(), Optional.empty());
    }

    private final Jdbi jdbi;

    ApiUseStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What was used today. */
    public ApiUse today(String connection) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select calls, used, allowed from api_budget
                 where connection = :connection and day = (now() at time zone 'UTC')::date""")
                .bind("connection", connection)
                .map((row, context) -> new ApiUse(
                        row.getLong("calls"),
                        Optional.ofNullable(row.getObject("used", Long.class)),
                        Optional.ofNullable(row.getObject("allowed", Long.class))))
                .findOne()
                .orElse(ApiUse.NONE));
    }

    /** Adds to today's calls; what the vendor said replaces what it said before. */
    public void add(String connection, ApiUse more) {
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
