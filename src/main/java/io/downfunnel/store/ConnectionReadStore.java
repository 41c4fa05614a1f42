package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.CircuitStore.Endpoint;

/** How connections fare, up to where the CRM was extracted, and what is left of the API budget, for people to read. */
@Singleton
public class ConnectionReadStore {
    private final Jdbi jdbi;

    public ConnectionReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param state fine, failing or stopped
     * @param since since when it is in this state
     * @param message what happened and what it means
     * @param remedy what to do
     * @param nextTryAt when we try again by ourselves
     * @param failures in a row
     * @param seenAt when we last heard of it
     */
    public record Connection(
            String name,
            String state,
            Instant since,
            Optional<String> code,
            Optional<String> message,
            Optional<String> remedy,
            Optional<Instant> nextTryAt,
            int failures,
            Instant seenAt) {}

    /**
     * @param extractedUpTo everything changed before it has been extracted
     * @param finishedAt when a window was last read to its end
     * @param records how many were read, over all time
     */
    public record Freshness(
            String connection, String object, Instant extractedUpTo, Optional<Instant> finishedAt, long records) {}

    /**
     * API calls of one UTC day.
     *
     * @param calls by our own count
     * @param used by everyone, as the vendor says
     * @param allowed as the vendor says
     */
    public record Budget(
            String connection,
            LocalDate day,
            long calls,
            Optional<Long> used,
            Optional<Long> allowed,
            Instant seenAt) {}

    public List<Connection> connections() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from connection_status order by connection")
                .map((row, context) -> connection(row))
                .list());
    }

    /**
     * An endpoint of a connection that is left alone for a while.
     *
     * @param endpoint upload or verdict
     * @param how why, since when, and until when
     */
    public record LeftAlone(Endpoint endpoint, Connection how) {}

    /** Of the stream that follows changes; the sweep and the deletions only make good what it may miss. */
    public List<Freshness> freshness() {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select organization.connection, object, watermark, finished_at, records
                          from extraction_stream
                          join organization on organization.id = organization_id
                         where purpose = 'changes'
                         order by organization.connection, object""")
                .map((row, context) -> new Freshness(
                        row.getString("connection"),
                        row.getString("object"),
                        Columns.instant(row, "watermark"),
                        Columns.instantIfAny(row, "finished_at"),
                        row.getLong("records")))
                .list());
    }

    public List<Budget> budgetOf(LocalDate day) {
        return jdbi.withHandle(sql -> sql.createQuery("select * from api_budget where day = :day order by connection")
                .bind("day", day)
                .map((row, context) -> new Budget(
                        row.getString("connection"),
                        day,
                        row.getLong("calls"),
                        Columns.numberIfAny(row, "used"),
                        Columns.numberIfAny(row, "allowed"),
                        Columns.instant(row, "seen_at")))
                .list());
    }

    public List<LeftAlone> leftAlone() {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select endpoint, connection, 'failing' as state, since, code, message, remedy,
                               open_until as next_try_at, openings as failures, since as seen_at
                          from circuit where open_until is not null
                         order by connection, endpoint""")
                .map((row, context) -> new LeftAlone(
                        Endpoint.valueOf(row.getString("endpoint").toUpperCase(Locale.ROOT)), connection(row)))
                .list());
    }

    /** How much of each destination's quota is used, and what is planned with the rest. */
    public List<QuotaStore.Use> quotas() {
        return new QuotaStore(jdbi).all();
    }

    /** Were stages and mappings ever imported? */
    public boolean anyMappings() {
        return jdbi.withHandle(sql -> sql.createQuery("select exists (select from funnel_version)")
                .mapTo(Boolean.class)
                .one());
    }

    private static Connection connection(ResultSet row) throws SQLException {
        return new Connection(
                row.getString("connection"),
                row.getString("state"),
                Columns.instant(row, "since"),
                Columns.textIfAny(row, "code"),
                Columns.textIfAny(row, "message"),
                Columns.textIfAny(row, "remedy"),
                Columns.instantIfAny(row, "next_try_at"),
                row.getInt("failures"),
                Columns.instant(row, "seen_at"));
    }
}
