package io.downfunnel.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.sealed.SealException;
import io.downfunnel.store.sealed.Sealing;

/** What was entered for connections, with the secrets opened: for who opens accounts, and for nobody else. */
@Singleton
public class SettingValueStore {
    private final Jdbi jdbi;
    private final Sealing sealing;

    public SettingValueStore(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    /**
     * @param byKey those that could be opened
     * @param trouble why others could not, and what to do; empty: all could. Prints no value.
     */
    public record Values(Map<String, String> byKey, Optional<String> trouble) {
        public Values {
            byKey = Map.copyOf(byKey);
        }

        @Override
        public String toString() {
            return "values of " + byKey.keySet();
        }
    }

    private record Row(String key, Optional<String> value, byte[] sealed) {}

    public Values of(String connection) {
        var rows = jdbi.withHandle(sql -> sql.createQuery("""
                        select key, value, sealed from connection_setting where connection = :connection""")
                .bind("connection", connection)
                .map((row, context) ->
                        new Row(row.getString("key"), Columns.textIfAny(row, "value"), row.getBytes("sealed")))
                .list());
        var values = new HashMap<String, String>();
        var trouble = Optional.<String>empty();
        for (var row : rows) {
            try {
                values.put(row.key(), row.value().orElseGet(() -> opened(connection, row)));
            } catch (SealException e) {
                trouble = Optional.of(e.getMessage());
            }
        }
        return new Values(values, trouble);
    }

    private String opened(String connection, Row row) {
        return sealing.seal().open(row.sealed(), SettingStore.place(connection, row.key()));
    }
}
