package io.downfunnel.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.sealed.Sealing;

/** What admins entered for connections. Secrets go in here and come out in {@link SettingValueStore} only. */
@Singleton
public class SettingStore {
    private final Jdbi jdbi;
    private final Sealing sealing;

    public SettingStore(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    /**
     * Something that is kept.
     *
     * @param value empty where it is a secret
     */
    public record Kept(String key, Optional<String> value, String by, Instant at) {}

    /**
     * What is changed about a connection, by key; what is not named stays. Prints no value.
     *
     * @param texts readable values
     * @param secrets to be sealed
     * @param forgotten what is not kept any more
     */
    public record Change(Map<String, String> texts, Map<String, String> secrets, Set<String> forgotten) {
        public Change {
            texts = Map.copyOf(texts);
            secrets = Map.copyOf(secrets);
            forgotten = Set.copyOf(forgotten);
        }

        public boolean isNothing() {
            return texts.isEmpty() && secrets.isEmpty() && forgotten.isEmpty();
        }

        @Override
        public String toString() {
            return Stream.of(
                            named("set", texts.keySet()),
                            named("secret set", secrets.keySet()),
                            named("taken out", forgotten))
                    .filter(part -> !part.isEmpty())
                    .reduce((one, other) -> one + "; " + other)
                    .orElse("nothing");
        }

        private static String named(String what, Set<String> keys) {
            return keys.isEmpty() ? "" : what + ": " + String.join(", ", new TreeSet<>(keys));
        }
    }

    /** By connection. */
    public Map<String, Long> versions() {
        return jdbi.withHandle(sql -> sql.createQuery("select connection, version from connection_settings")
                .reduceRows(new HashMap<>(), (versions, row) -> {
                    versions.put(row.getColumn("connection", String.class), row.getColumn("version", Long.class));
                    return versions;
                }));
    }

    /** By key; empty for a connection that nothing is kept for. */
    public List<Kept> of(String connection) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select key, value, set_by, set_at from connection_setting
                         where connection = :connection order by key""")
                .bind("connection", connection)
                .map((row, context) -> new Kept(
                        row.getString("key"),
                        Columns.textIfAny(row, "value"),
                        row.getString("set_by"),
                        Columns.instant(row, "set_at")))
                .list());
    }

    /**
     * In force on every node with its next look at the versions.
     *
     * @param seen the version that whoever changes it has seen; 0: nothing was kept
     * @return false when somebody else was faster; then nothing is changed
     * @throws io.downfunnel.store.sealed.SealException when secrets cannot be sealed here; then nothing is changed
     */
    public boolean change(String connection, long seen, Change change, String by) {
        var sealed = new HashMap<String, byte[]>();
        change.secrets().forEach((key, secret) -> sealed.put(key, sealing.seal().seal(secret, place(connection, key))));
        return jdbi.inTransaction(sql -> {
            if (!take(sql, connection, seen)) {
                sql.rollback();
                return false;
            }
            change.texts().forEach((key, value) -> put(sql, connection, key, value, null, by));
            sealed.forEach((key, secret) -> put(sql, connection, key, null, secret, by));
            change.forgotten().forEach(key -> forget(sql, connection, key));
            TrailStore.append(sql, new TrailEntry(by, What.CONNECTION_SETTINGS_CHANGED, connection, change.toString()));
            return true;
        });
    }

    static String place(String connection, String key) {
        return connection + "/settings/" + key;
    }

    /** Whoever has the row is alone with the connection. */
    private static boolean take(Handle sql, String connection, long seen) {
        var statement = seen == 0
                ? "insert into connection_settings (connection) values (:connection) on conflict do nothing"
                : """
                  update connection_settings set version = nextval('connection_settings_version')
                   where connection = :connection and version = :seen""";
        var update = sql.createUpdate(statement).bind("connection", connection);
        return (seen == 0 ? update : update.bind("seen", seen)).execute() > 0;
    }

    private static void put(Handle sql, String connection, String key, String value, byte[] sealed, String by) {
        sql.createUpdate("""
                        insert into connection_setting (connection, key, value, sealed, set_by)
                        values (:connection, :key, :value, :sealed, :by)
                        on conflict (connection, key) do update
                           set value = excluded.value, sealed = excluded.sealed, set_by = excluded.set_by,
                               set_at = clock_timestamp()""")
                .bind("connection", connection)
                .bind("key", key)
                .bind("value", value)
                .bind("sealed", sealed)
                .bind("by", by)
                .execute();
    }

    private static void forget(Handle sql, String connection, String key) {
        sql.createUpdate("delete from connection_setting where connection = :connection and key = :key")
                .bind("connection", connection)
                .bind("key", key)
                .execute();
    }

    /** Forgets all of it for good; false when nothing was kept. */
    public boolean remove(String connection, String by) {
        return jdbi.inTransaction(sql -> {
            boolean gone = sql.createUpdate("delete from connection_settings where connection = :connection")
                            .bind("connection", connection)
                            .execute()
                    > 0;
            if (gone) {
                TrailStore.append(sql, new TrailEntry(by, What.CONNECTION_SETTINGS_REMOVED, connection, ""));
            }
            return gone;
        });
    }
}
