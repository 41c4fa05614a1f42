package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.CrmCatalog;
import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmField.Value;
import io.downfunnel.domain.CrmObject;

/** The fields of the CRM's objects, as it showed them last. */
@Singleton
public class CrmCatalogStore {
    private final Jdbi jdbi;

    public CrmCatalogStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** In the place of what was known. An object that is not seen any more is forgotten with its fields. */
    public void keep(String connection, Map<CrmObject, List<CrmField>> objects, Instant now) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                            insert into crm_catalog (connection, read_at) values (:connection, :now)
                            on conflict (connection) do update set read_at = excluded.read_at""")
                    .bind("connection", connection)
                    .bind("now", now)
                    .execute();
            handle.createUpdate("delete from crm_field where connection = :connection")
                    .bind("connection", connection)
                    .execute();
            objects.forEach((object, fields) -> insert(handle, connection, object, fields));
        });
    }

    private static void insert(Handle handle, String connection, CrmObject object, List<CrmField> fields) {
        if (fields.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("""
                insert into crm_field (connection, object, position, name, label, kind, pick_values, pick_labels)
                values (:connection, :object, :position, :name, :label, :kind, :values, :labels)""");
        for (int i = 0; i < fields.size(); i++) {
            var field = fields.get(i);
            batch.bind("connection", connection)
                    .bind("object", object.apiName())
                    .bind("position", i)
                    .bind("name", field.name())
                    .bind("label", field.label())
                    .bind("kind", field.kind().name())
                    .bind("values", field.values().stream().map(Value::value).toArray(String[]::new))
                    .bind("labels", field.values().stream().map(Value::label).toArray(String[]::new))
                    .add();
        }
        batch.execute();
    }

    /** {@link CrmCatalog#NEVER_READ} before it was asked. */
    public CrmCatalog of(String connection) {
        return jdbi.inTransaction(handle -> {
            var readAt = handle.createQuery("select read_at from crm_catalog where connection = :connection")
                    .bind("connection", connection)
                    .map((row, context) -> Columns.instant(row, "read_at"))
                    .findFirst();
            return readAt.isEmpty()
                    ? CrmCatalog.NEVER_READ
                    : new CrmCatalog(fields(handle, connection), Optional.of(readAt.get()));
        });
    }

    private static Map<CrmObject, List<CrmField>> fields(Handle handle, String connection) {
        var objects = new EnumMap<CrmObject, List<CrmField>>(CrmObject.class);
        handle.createQuery("select * from crm_field where connection = :connection order by object, position")
                .bind("connection", connection)
                .map((row, context) ->
                        Map.entry(CrmObject.named(row.getString("object")).orElseThrow(), field(row)))
                .forEach(entry -> objects.computeIfAbsent(entry.getKey(), object -> new ArrayList<>())
                        .add(entry.getValue()));
        return objects;
    }

    private static CrmField field(ResultSet row) throws SQLException {
        var values = (String[]) row.getArray("pick_values").getArray();
        var labels = (String[]) row.getArray("pick_labels").getArray();
        var pairs = new ArrayList<Value>();
        for (int i = 0; i < values.length; i++) {
            pairs.add(new Value(values[i], labels[i]));
        }
        return new CrmField(row.getString("name"), row.getString("label"), Kind.valueOf(row.getString("kind")), pairs);
    }
}
