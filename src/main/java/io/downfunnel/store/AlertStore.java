package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

import io.downfunnel.domain.Alert;
import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.ConversionState;

/** What people are told, and what they were told before. One open alert for each cause. */
@Singleton
public class AlertStore {
    /** One watchdog at a time, so that nothing is opened twice or closed by one that looked earlier. */
    private static final long WATCHING = 0x7761746368L;

    /** An alert with its own story. */
    public record Entry(long id, Alert alert, Instant openedAt, Instant seenAt, Optional<Instant> closedAt) {
        public boolean open() {
            return closedAt.isEmpty();
        }
    }

    /** What changed; what stayed as it was is in neither. */
    public record Changes(List<Entry> opened, List<Entry> closed) {}

    private final Jdbi jdbi;

    public AlertStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Opens what is new, brings up to date what is known, and closes what is no longer there. */
    public Changes settle(List<Alert> alerts) {
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", WATCHING);
            var opened = new ArrayList<Entry>();
            alerts.forEach(alert -> {
                if (!seenAgain(handle, alert)) {
                    opened.add(open(handle, alert));
                }
            });
            return new Changes(opened, closeOthers(handle, alerts));
        });
    }

    private static boolean seenAgain(Handle handle, Alert alert) {
        return bind(handle.createUpdate("""
                        update alert
                           set severity = :severity, destination = :destination, word = :word, reason = :reason,
                               sentence = :sentence, concerned = :concerned, earliest_expiry = :expiry,
                               seen_at = clock_timestamp()
                         where kind = :kind and subject = :subject and closed_at is null"""), alert).execute() > 0;
    }

    private static Entry open(Handle handle, Alert alert) {
        return bind(handle.createQuery("""
                        insert into alert (kind, subject, severity, destination, word, reason, sentence, concerned,
                                           earliest_expiry)
                        values (:kind, :subject, :severity, :destination, :word, :reason, :sentence, :concerned,
                                :expiry)
                        returning *"""), alert)
                .map((row, context) -> entry(row))
                .one();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Alert alert) {
        return statement
                .bind("kind", alert.kind().name())
                .bind("subject", alert.subject())
                .bind("severity", alert.severity().name())
                .bind("destination", alert.destination().orElse(null))
                .bind("word", alert.word().map(Enum::name).orElse(null))
                .bind("reason", alert.reason().orElse(null))
                .bind("sentence", alert.sentence())
                .bind("concerned", alert.concerned())
                .bind("expiry", alert.earliestExpiry().orElse(null));
    }

    private static List<Entry> closeOthers(Handle handle, List<Alert> alerts) {
        return handle.createQuery("""
                        update alert set closed_at = clock_timestamp()
                         where closed_at is null
                           and not exists (select from unnest(:kinds, :subjects) as t (kind, subject)
                                            where t.kind = alert.kind and t.subject = alert.subject)
                        returning *""")
                .bindArray(
                        "kinds",
                        String.class,
                        alerts.stream().map(alert -> alert.kind().name()).toList())
                .bindArray(
                        "subjects",
                        String.class,
                        alerts.stream().map(Alert::subject).toList())
                .map((row, context) -> entry(row))
                .list();
    }

    /** The worst first, then the oldest. */
    public List<Entry> open() {
        return jdbi
                .withHandle(handle -> handle.createQuery(
                                "select * from alert where closed_at is null order by opened_at, id")
                        .map((row, context) -> entry(row))
                        .list())
                .stream()
                .sorted((one, other) ->
                        one.alert().severity().compareTo(other.alert().severity()))
                .toList();
    }

    /** Those that are over, the latest first. */
    public List<Entry> past(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from alert where closed_at is not null order by opened_at desc, id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
    }

    /** How many are open, of every severity. */
    public Map<Severity, Long> counts() {
        var counts = new EnumMap<Severity, Long>(Severity.class);
        for (var severity : Severity.values()) {
            counts.put(severity, 0L);
        }
        open().forEach(entry -> counts.merge(entry.alert().severity(), 1L, Long::sum));
        return counts;
    }

    /**
     * Takes one that is still to be told elsewhere; the same node or another takes it again when the lease is over and
     * nobody {@link #told}. That something is over is told only to those who were told that it began.
     */
    public Optional<Entry> toTell(Duration lease) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update alert set telling_until = clock_timestamp() + make_interval(secs => :lease)
                         where id = (select id from alert
                                      where telling_until < clock_timestamp()
                                        and (closed_at is null and told_opened_at is null
                                             or closed_at is not null and told_opened_at is not null
                                                and told_closed_at is null)
                                      order by id limit 1
                                        for update skip locked)
                        returning *""")
                .bind("lease", lease.toSeconds())
                .map((row, context) -> entry(row))
                .findOne());
    }

    public void told(Entry entry) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update alert
                           set told_opened_at = coalesce(told_opened_at, clock_timestamp()),
                               told_closed_at = case when :closed then clock_timestamp() end,
                               telling_until = '-infinity'
                         where id = :id""")
                .bind("id", entry.id())
                .bind("closed", !entry.open())
                .execute());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                new Alert(
                        Alert.Kind.valueOf(row.getString("kind")),
                        row.getString("subject"),
                        Severity.valueOf(row.getString("severity")),
                        Columns.textIfAny(row, "destination"),
                        Columns.textIfAny(row, "word").map(ConversionState.Word::valueOf),
                        Columns.textIfAny(row, "reason"),
                        row.getLong("concerned"),
                        Columns.instantIfAny(row, "earliest_expiry"),
                        row.getString("sentence")),
                Columns.instant(row, "opened_at"),
                Columns.instant(row, "seen_at"),
                Columns.instantIfAny(row, "closed_at"));
    }
}
