package io.downfunnel.store;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

/** What the latest live look at each connection found. */
@Singleton
public class ProbeStore {
    private final Jdbi jdbi;

    public ProbeStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param found what was seen, the worst first
     * @param remedy what to do; empty when all is fine
     */
    public record Probe(String connection, Instant at, boolean fine, String found, String remedy) {}

    public void keep(String connection, String node, boolean fine, String found, String remedy) {
        jdbi.useHandle(sql -> sql.createUpdate("""
                        insert into connection_probe (connection, node, fine, found, remedy)
                        values (:connection, :node, :fine, :found, :remedy)
                        on conflict (connection) do update
                           set at = clock_timestamp(), node = excluded.node, fine = excluded.fine,
                               found = excluded.found, remedy = excluded.remedy""")
                .bind("connection", connection)
                .bind("node", node)
                .bind("fine", fine)
                .bind("found", found)
                .bind("remedy", remedy)
                .execute());
    }

    public List<Probe> all() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from connection_probe order by connection")
                .map((row, context) -> new Probe(
                        row.getString("connection"),
                        Columns.instant(row, "at"),
                        row.getBoolean("fine"),
                        row.getString("found"),
                        row.getString("remedy")))
                .list());
    }
}
