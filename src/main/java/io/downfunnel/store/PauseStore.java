package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** Connections to a CRM from which nothing is read, because a person said so. */
@Singleton
public class PauseStore {
    private final Jdbi jdbi;

    public PauseStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public record Pause(String connection, String reason, String by, Instant since) {
        /** For people. */
        public String sentence() {
            return "Paused by " + by + ": " + reason + (reason.matches(".*[.!?]") ? "" : ".");
        }
    }

    public List<Pause> all() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from extraction_pause order by connection")
                .map((row, context) -> new Pause(
                        row.getString("connection"),
                        row.getString("reason"),
                        row.getString("paused_by"),
                        Columns.instant(row, "paused_at")))
                .list());
    }

    public Optional<Pause> of(String connection) {
        return all().stream()
                .filter(pause -> pause.connection().equals(connection))
                .findFirst();
    }

    /**
     * In force on every node from the next page of records on.
     *
     * @return false when it is paused already; the first reason stays then
     */
    public boolean pause(String connection, String reason, String by) {
        return jdbi.inTransaction(sql -> {
            boolean paused = sql.createUpdate("""
                                    insert into extraction_pause (connection, reason, paused_by)
                                    values (:connection, :reason, :by)
                                    on conflict do nothing""")
                            .bind("connection", connection)
                            .bind("reason", reason)
                            .bind("by", by)
                            .execute()
                    > 0;
            if (paused) {
                TrailStore.append(sql, new TrailEntry(by, What.EXTRACTION_PAUSED, connection, reason));
            }
            return paused;
        });
    }

    /** @return false when it was not paused */
    public boolean resume(String connection, String by) {
        return jdbi.inTransaction(sql -> {
            boolean resumed = sql.createUpdate("delete from extraction_pause where connection = :connection")
                            .bind("connection", connection)
                            .execute()
                    > 0;
            if (resumed) {
                TrailStore.append(sql, new TrailEntry(by, What.EXTRACTION_RESUMED, connection, ""));
            }
            return resumed;
        });
    }
}
