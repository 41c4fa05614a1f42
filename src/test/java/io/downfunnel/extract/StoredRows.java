package io.downfunnel.extract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jdbi.v3.core.Jdbi;

/** What the extraction left in the database: two are equal when every row is, and every record that is to be read anew. */
record StoredRows(Map<String, String> tables) {
    private static final List<String> TABLES =
            List.of("lead", "lead_history", "opportunity", "opportunity_history", "contact_role", "contact");

    static StoredRows of(Jdbi jdbi) {
        var tables = new TreeMap<String, String>();
        TABLES.forEach(table -> tables.put(table, digest(jdbi, table, "t.id")));
        tables.put(
                "changed",
                jdbi.withHandle(handle -> handle.createQuery(
                                "select md5(string_agg(object || record_id, ',' order by object, record_id)) from changed_record")
                        .mapTo(String.class)
                        .one()));
        return new StoredRows(tables);
    }

    private static String digest(Jdbi jdbi, String table, String order) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) || ' ' || md5(string_agg(t::text, '|' order by " + order
                                + ")) from " + table + " t")
                        .mapTo(String.class)
                        .one());
    }

    static String text(Jdbi jdbi, String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select string_agg(t::text, '|') from " + table + " t")
                .mapTo(String.class)
                .one());
    }

    static void forget(Jdbi jdbi) {
        jdbi.useHandle(handle -> handle.execute("truncate organization, extraction_stream, changed_record,"
                + " connection_status, api_budget, " + String.join(", ", TABLES) + " restart identity cascade"));
    }
}
