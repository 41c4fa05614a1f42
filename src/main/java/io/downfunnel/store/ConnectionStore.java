package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;

/**
 * How each connection fares: a CRM organisation, a destination, or a conversion action of a destination, which is then
 * called {@code destination/action}.
 */
@ApplicationScoped
public class ConnectionStore {
    private final Jdbi jdbi;

    public ConnectionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public enum Health {
        FINE,
        /** It fails, and passes by itself. */
        FAILING,
        /** It waits for a person; we try it now and then. */
        STOPPED;

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * @param since when it began to be so
     * @param failure empty when it is fine
     * @param remedy what to do; empty where nothing is to be done
     * @param nextTryAt empty when it is fine
     * @param failures in a row
     */
    public record Status(
            String connection,
            Health health,
            Instant since,
            Optional<Failure> failure,
            String remedy,
            Optional<Instant> nextTryAt,
            int failures) {

        /** May it be used now? */
        public boolean open(Instant now) {
            return nextTryAt.map(at -> !now.isBefore(at)).orElse(true);
        }
    }

    public Optional<Status> find(String connection) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from connection_status where connection = :name")
                .bind("name", connection)
                .map(ConnectionStore::status)
                .findOne());
    }

    /** Of everything that was ever used, by name. */
    public List<Status> all() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from connection_status order by connection")
                .map(ConnectionStore::status)
                .list());
    }

    /** Conversion actions of a destination that are not to be used now. */
    public List<String> stoppedActions(String destination, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select substr(connection, length(:prefix) + 1) from connection_status
                         where starts_with(connection, :prefix) and next_try_at > :now""")
                .bind("prefix", destination + "/")
                .bind("now", now)
                .mapTo(String.class)
                .list());
    }

    /** Somebody mended it, perhaps: what waits for its next try need not wait longer. */
    public void tryNow(String connection, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update connection_status set next_try_at = :now
                         where connection = :name and next_try_at > :now""")
                .bind("name", connection)
                .bind("now", now)
                .execute());
    }

    /** It works. */
    public void fine(String connection, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into connection_status as s (connection, state, since, seen_at)
                        values (:name, 'fine', :now, :now)
                        on conflict (connection) do update
                           set state = 'fine', failure_class = null, code = null, message = null, remedy = null,
                               next_try_at = null, failures = 0, seen_at = :now,
                               since = case when s.state = 'fine' then s.since else :now end""")
                .bind("name", connection)
                .bind("now", now)
                .execute());
    }

    /** It does not work; "since" stays while the trouble does. */
    public void broken(
            String connection, Health health, Failure failure, String remedy, Instant nextTryAt, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into connection_status as s
                               (connection, state, since, failure_class, code, message, remedy, next_try_at, failures,
                                seen_at)
                        values (:name, :state, :now, :class, :code, :message, :remedy, :nextTryAt, 1, :now)
                        on conflict (connection) do update
                           set state = :state, failure_class = :class, code = :code, message = :message,
                               remedy = :remedy, next_try_at = :nextTryAt, failures = s.failures + 1, seen_at = :now,
                               since = case when s.state = 'fine' then :now else s.since end""")
                .bind("name", connection)
                .bind("state", health.word())
                .bind("class", failure.failureClass().name())
                .bind("code", failure.code())
                .bind("message", failure.message())
                .bind("remedy", remedy)
                .bind("nextTryAt", nextTryAt)
                .bind("now", now)
                .execute());
    }

    private static Status status(ResultSet row, StatementContext context) throws SQLException {
        var failureClass = row.getString("failure_class");
        var nextTryAt = row.getObject("next_try_at", OffsetDateTime.class);
        return new Status(
                row.getString("connection"),
                Health.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                failureClass == null
                        ? Optional.empty()
                        : Optional.of(new Failure(
                                FailureClass.valueOf(failureClass), row.getString("code"), row.getString("message"))),
                Optional.ofNullable(row.getString("remedy")).orElse(""),
                Optional.ofNullable(nextTryAt).map(OffsetDateTime::toInstant),
                row.getInt("failures"));
    }
}
