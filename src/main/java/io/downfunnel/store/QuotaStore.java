package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.CircuitStore.Endpoint;

/** How many requests went to a destination, by all nodes, and what was planned with those that are left. */
@ApplicationScoped
public class QuotaStore {
    private final Jdbi jdbi;

    public QuotaStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The use of a quota as it was last planned.
     *
     * @param endpoint upload or verdict
     * @param used requests since then
     * @param allowed requests a day
     * @param countedFrom since when the used ones are counted
     * @param backlog events that waited
     * @param groupSize events a request
     * @param moreAt nothing more may go before then; empty: something may
     */
    public record Use(
            String connection,
            Endpoint endpoint,
            long used,
            long allowed,
            Instant countedFrom,
            long backlog,
            int groupSize,
            Optional<Instant> moreAt,
            Instant seenAt) {}

    /** How many batches were meant for a destination since then. */
    public long uploadsSince(String destination, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from upload_batch where destination = :destination and intended_at >= :since""")
                .bind("destination", destination)
                .bind("since", since)
                .mapTo(Long.class)
                .one());
    }

    /** How many verdicts were asked for since then, in whole hours. */
    public long verdictsSince(String destination, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(requests), 0) from verdict_request
                         where connection = :destination and hour >= date_trunc('hour', cast(:since as timestamptz), 'UTC')""")
                .bind("destination", destination)
                .bind("since", since)
                .mapTo(Long.class)
                .one());
    }

    /** So many verdicts are going to be asked for. */
    public void countVerdicts(String destination, int requests, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into verdict_request as r (connection, hour, requests)
                        values (:destination, date_trunc('hour', cast(:now as timestamptz), 'UTC'), :requests)
                        on conflict (connection, hour) do update set requests = r.requests + excluded.requests""")
                .bind("destination", destination)
                .bind("now", now)
                .bind("requests", requests)
                .execute());
    }

    /** How many nodes send to a destination these minutes, this one included. */
    public int nodes(String destination, String node) {
        return 1
                + jdbi.withHandle(handle -> handle.createQuery("""
                                select count(distinct node) from upload_batch
                                 where destination = :destination and node <> :node
                                   and intended_at > clock_timestamp() - interval '1 minute'""")
                        .bind("destination", destination)
                        .bind("node", node)
                        .mapTo(Integer.class)
                        .one());
    }

    public void note(Use use) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into quota_use (connection, endpoint, used, allowed, counted_from, backlog, group_size,
                                               more_at, seen_at)
                        values (:connection, :endpoint, :used, :allowed, :countedFrom, :backlog, :groupSize, :moreAt,
                                :seenAt)
                        on conflict (connection, endpoint) do update
                           set used = excluded.used, allowed = excluded.allowed, backlog = excluded.backlog,
                               counted_from = excluded.counted_from, group_size = excluded.group_size,
                               more_at = excluded.more_at, seen_at = excluded.seen_at""")
                .bind("connection", use.connection())
                .bind("endpoint", use.endpoint().word())
                .bind("used", use.used())
                .bind("allowed", use.allowed())
                .bind("countedFrom", use.countedFrom())
                .bind("backlog", use.backlog())
                .bind("groupSize", use.groupSize())
                .bind("moreAt", use.moreAt().orElse(null))
                .bind("seenAt", use.seenAt())
                .execute());
    }

    /** The rest of the day is kept for what cannot wait, and of that there is nothing. */
    public void waits(String connection, Endpoint endpoint, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update quota_use set more_at = :until where connection = :connection and endpoint = :endpoint""")
                .bind("connection", connection)
                .bind("endpoint", endpoint.word())
                .bind("until", until)
                .execute());
    }

    /** Is there something left of the quota, as far as was seen last? */
    public boolean usable(String connection, Endpoint endpoint, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select not exists (select from quota_use
                                            where connection = :connection and endpoint = :endpoint and more_at > :now)""")
                .bind("connection", connection)
                .bind("endpoint", endpoint.word())
                .bind("now", now)
                .mapTo(Boolean.class)
                .one());
    }

    /** Of every destination that was used, by name. */
    public List<Use> all() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from quota_use order by connection, endpoint")
                .map((row, context) -> new Use(
                        row.getString("connection"),
                        Endpoint.valueOf(row.getString("endpoint").toUpperCase(java.util.Locale.ROOT)),
                        row.getLong("used"),
                        row.getLong("allowed"),
                        Columns.instant(row, "counted_from"),
                        row.getLong("backlog"),
                        row.getInt("group_size"),
                        Columns.instantIfAny(row, "more_at"),
                        Columns.instant(row, "seen_at")))
                .list());
    }
}
