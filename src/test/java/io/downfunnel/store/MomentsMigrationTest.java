package io.downfunnel.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What was there before conversions were kept a second apart. */
class MomentsMigrationTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void what_was_sent_keeps_its_second_and_of_the_others_the_earliest_has_it_and_the_rest_is_decided_anew() {
        new CrmRows(database.jdbi());
        database.jdbi().useHandle(handle -> {
            handle.execute("drop table conversion_moment");
            handle.execute("drop function moment_place");
            handle.execute("insert into funnel_version (document, imported_by) values ('', 'test')");
            conversion(handle, "waits", "google", "10:00:00Z", false);
            conversion(handle, "waits-longer", "google", "10:00:00.500Z", false);
            conversion(handle, "sent", "google", "10:00:00Z", true);
            conversion(handle, "alone", "google", "10:00:01Z", false);
            conversion(handle, "elsewhere", "microsoft", "10:00:00Z", false);

            handle.createScript(migration()).execute();
        });

        assertThat(texts("select key || ' ' || second at time zone 'UTC' from conversion_moment order by 1"))
                .containsExactly(
                        "alone 2026-05-04 10:00:01", "elsewhere 2026-05-04 10:00:00", "sent 2026-05-04 10:00:00");
        assertThat(texts("select lineage || ' ' || step from stage_event_due"
                        + " join stage_event on stage_event.id = stage_event_id order by 1"))
                .containsExactly("waits convert", "waits-longer convert");
    }

    private static void conversion(Handle handle, String key, String destination, String time, boolean sent) {
        handle.createUpdate("""
                        with event as (
                            insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,
                                                     occurred_at, evidence)
                            select min(id), :key, 'lead', 1, 'Lead', :key, now(), 'history' from organization
                            returning *),
                        made as (
                            insert into conversion (key, organization_id, stage_event_id, lineage, record_id, stage,
                                                    occurrence, mapping, funnel_version, destination, action,
                                                    occurred_at, state, expires_at)
                            select :key, organization_id, id, lineage, record_id, stage, 1, 'lead', 1, :destination,
                                   '555', occurred_at, 'READY', now() from event
                            returning id)
                        insert into conversion_payload (conversion_id, payload, hash, frozen_at)
                        select id, jsonb_build_object('click', 'TeSt', 'occurredAt', '2026-05-04T' || :time), '',
                               case when :sent then now() end
                          from made""")
                .bind("key", key)
                .bind("destination", destination)
                .bind("time", time)
                .bind("sent", sent)
                .execute();
    }

    private static String migration() {
        try (var file = MomentsMigrationTest.class.getResourceAsStream("/db/migration/V35__moments.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(String query) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }
}
