package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.TrailEntry;

/** How long personal data is kept, as admins decided it, and what the nights removed. */
@Singleton
public class RetentionStore {
    /** A number of our own among the locks of the database. */
    private static final long REMOVING = 0x616765696e67L;

    private final Jdbi jdbi;

    public RetentionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param period empty: for good */
    public record Chosen(Optional<Integer> period, String by, Instant at) {}

    /**
     * What one night removed.
     *
     * @param finishedAt empty: it goes on, was stopped, or its node died
     * @param payloads of how many conversions
     * @param records leads, contacts and opportunities without click IDs and hashes since
     * @param clicks how many of them, and of form responses, we no longer know what a platform told of them
     * @param oldestPayload since when the conversion of the oldest one that is kept is in its state; empty while it is not
     *     finished, and where none is kept
     * @param oldestRecord when the oldest one with identifiers was last changed in the CRM; empty likewise
     */
    public record Night(
            long run,
            Instant startedAt,
            Optional<Instant> finishedAt,
            long payloads,
            long records,
            long clicks,
            Optional<Instant> oldestPayload,
            Optional<Instant> oldestRecord) {}

    /** What admins decided; what is not named is as the settings have it. */
    public Map<What, Chosen> chosen() {
        return jdbi.withHandle(handle -> chosen(handle));
    }

    private static Map<What, Chosen> chosen(Handle handle) {
        var chosen = new EnumMap<What, Chosen>(What.class);
        handle.createQuery("select * from retention_period")
                .map((row, context) -> Map.entry(
                        What.valueOf(row.getString("what")),
                        new Chosen(
                                Optional.ofNullable(row.getObject("period", Integer.class)),
                                row.getString("set_by"),
                                Columns.instant(row, "set_at"))))
                .forEach(each -> chosen.put(each.getKey(), each.getValue()));
        return chosen;
    }

    /**
     * Keeps it for so long from now on, on all nodes.
     *
     * @param wanted empty: for good
     * @param before what was in force when the person decided
     * @param usual what is in force where nobody has chosen
     * @return false when somebody else has changed it meanwhile: nothing is changed then
     */
    public boolean choose(
            What what, Optional<Integer> wanted, Optional<Integer> before, Optional<Integer> usual, String by) {
        return jdbi.inTransaction(handle -> {
            handle.execute("lock table retention_period in share row exclusive mode");
            var inForce = Optional.ofNullable(chosen(handle).get(what))
                    .map(Chosen::period)
                    .orElse(usual);
            if (!inForce.equals(before)) {
                return false;
            }
            handle.createUpdate("""
                            insert into retention_period (what, period, set_by) values (:what, :period, :by)
                            on conflict (what) do update
                               set period = excluded.period, set_by = excluded.set_by, set_at = excluded.set_at""")
                    .bind("what", what.name())
                    .bind("period", wanted.orElse(null))
                    .bind("by", by)
                    .execute();
            TrailStore.append(
                    handle,
                    new TrailEntry(
                            by,
                            TrailEntry.What.RETENTION_CHANGED,
                            what.name().toLowerCase(Locale.ROOT),
                            "from " + what.inWords(before) + " to " + what.inWords(wanted)));
            return true;
        });
    }

    /**
     * Does it while no other node does so. A node that dies lets go at once.
     *
     * @return empty when another node is at it
     */
    public <T> Optional<T> alone(Supplier<T> work) {
        return jdbi.withHandle(handle -> {
            var free = handle.createQuery("select pg_try_advisory_lock(:number)")
                    .bind("number", REMOVING)
                    .mapTo(Boolean.class)
                    .one();
            if (!free) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                handle.execute("select pg_advisory_unlock(?)", REMOVING);
            }
        });
    }

    public void begin(long run) {
        jdbi.useHandle(handle -> handle.execute("insert into retention_night (run_id) values (?)", run));
    }

    /** In the transaction that removes it. */
    static void count(Handle handle, long run, String what, long more) {
        handle.execute("update retention_night set %1$s = %1$s + ? where run_id = ?".formatted(what), more, run);
    }

    public void finish(long run, Optional<Instant> oldestPayload, Optional<Instant> oldestRecord) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update retention_night
                           set finished_at = clock_timestamp(), oldest_payload = :payload, oldest_record = :record
                         where run_id = :run""")
                .bind("payload", oldestPayload.orElse(null))
                .bind("record", oldestRecord.orElse(null))
                .bind("run", run)
                .execute());
    }

    /** What this run has removed so far; empty before it began. */
    public Optional<Night> night(long run) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from retention_night where run_id = :run")
                .bind("run", run)
                .map((row, context) -> night(row))
                .findOne());
    }

    /** The latest one, also while it goes on. */
    public Optional<Night> latest() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from retention_night order by run_id desc limit 1")
                        .map((row, context) -> night(row))
                        .findOne());
    }

    /** The latest one that came to its end. */
    public Optional<Night> latestFinished() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select * from retention_night where finished_at is not null order by run_id desc limit 1""").map((row, context) -> night(row)).findOne());
    }

    private static Night night(ResultSet row) throws SQLException {
        return new Night(
                row.getLong("run_id"),
                Columns.instant(row, "started_at"),
                Columns.instantIfAny(row, "finished_at"),
                row.getLong("payloads"),
                row.getLong("records"),
                row.getLong("clicks"),
                Columns.instantIfAny(row, "oldest_payload"),
                Columns.instantIfAny(row, "oldest_record"));
    }
}
