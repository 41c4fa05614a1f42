package io.downfunnel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Leaving;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Retention;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.Run;
import io.downfunnel.retain.RetainStep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** However much there is to remove, it goes in small batches, each for itself, found without looking at everything. */
class AgedBatchesTest {
    private static final int MANY = 30_000;
    private static final Instant NOW = Instant.now();

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private long run;

    @BeforeAll
    static void fill() {
        rows = new ConversionRows(database);
        rows.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                + " values ('salesforce', '00D000000000001AAA', 'Test', false)");
        rows.backlog("linkedin", MANY);
        rows.execute("alter table conversion disable trigger conversion_guard");
    }

    /** Of every ten one is not over, and of the rest half are not old enough. */
    @BeforeEach
    void manyThatWereSent() {
        rows.execute("truncate retention_night, lead");
        rows.execute("update conversion set state = case when id % 10 = 0 then 'HELD' else 'VERIFIED' end,"
                + " occurred_at = now() - interval '100 days', expires_at = now() - interval '10 days',"
                + " state_since = now() - case when id % 2 = 0 then interval '31 days' else interval '20 days' end");
        rows.execute("insert into conversion_payload (conversion_id, payload, hash, frozen_at)"
                + " select id, jsonb_build_object('click', 'TeSt-' || id), '', now() from conversion"
                + " on conflict (conversion_id) do update set payload = excluded.payload, removed_at = null");
        rows.execute(
                "insert into lead (organization_id, id, created_at, modified_at, deleted, converted, gclid, test_record,"
                        + " fields, fingerprint) select (select id from organization), '00Q' || n, now() - interval '4 years',"
                        + " now() - case when n % 3 = 0 then interval '1 year' else interval '3 years' end, false, false,"
                        + " 'TeSt-' || n, false, '{}', '' from generate_series(1, 3000) as n");
        rows.execute("vacuum (analyze) conversion, conversion_payload, lead");
    }

    @Test
    void it_goes_in_batches_and_what_must_stay_stays() {
        var night = step().run(new Run(++run, "node-1", Progress.unwatched()))
                .night()
                .orElseThrow();

        assertThat(night.payloads()).isEqualTo(MANY * 4 / 10);
        assertThat(night.records()).isEqualTo(2_000);
        assertThat(rows.count("select count(*) from conversion_payload where payload is not null"))
                .isEqualTo(MANY * 6 / 10);
        assertThat(rows.count("select count(*) from conversion_payload p join conversion c on c.id = conversion_id"
                        + " where p.payload is null and (c.state <> 'VERIFIED' or c.id % 2 = 1)"))
                .isZero();
        assertThat(night.oldestRecord().orElseThrow()).isAfter(NOW.minus(Duration.ofDays(370)));
        // Each batch is a transaction of its own, so that no row waits long for another one.
        assertThat(rows.count("select count(distinct xmin::text) from conversion_payload where payload is null"))
                .isEqualTo(MANY / 2_000);
        assertThat(rows.count("select count(distinct xmin::text) from lead where gclid is null"))
                .isEqualTo(4);
    }

    @Test
    void somebody_who_stops_it_leaves_the_rest_to_the_next_night() {
        var stopped = step().run(new Run(++run, "node-1", stoppingAfter(3)));

        assertThat(stopped.whole()).isFalse();
        assertThat(stopped.night().orElseThrow().payloads()).isEqualTo(3 * 2_000 * 4 / 10);
        assertThat(stopped.night().orElseThrow().finishedAt()).isEmpty();
        assertThat(step().run(new Run(++run, "node-1", Progress.unwatched()))
                        .night()
                        .orElseThrow()
                        .payloads())
                .isEqualTo((MANY - 6_000) * 4 / 10);
    }

    @Test
    void what_a_node_removed_before_it_died_is_counted_and_the_next_one_goes_on() {
        assertThatThrownBy(() -> step().run(new Run(++run, "node-1", dyingAfter(2))))
                .hasMessage("killed");
        var store = new RetentionStore(database.jdbi());
        assertThat(store.latest().orElseThrow().payloads()).isEqualTo(2 * 2_000 * 4 / 10);
        assertThat(store.latestFinished()).isEmpty();

        step().run(new Run(++run, "node-2", Progress.unwatched()));

        assertThat(store.latestFinished().orElseThrow().payloads()).isEqualTo((MANY - 4_000) * 4 / 10);
    }

    @Test
    void one_node_at_a_time_removes() {
        var other = new RetentionStore(database.jdbi());

        var refused = other.alone(() -> step().run(new Run(++run, "node-2", Progress.unwatched())))
                .orElseThrow();

        assertThat(refused.night()).isEmpty();
        assertThat(rows.count("select count(*) from conversion_payload where payload is null"))
                .isZero();
    }

    @Test
    void a_batch_is_found_along_an_index_and_looks_at_its_own_conversions_only() {
        var plan = plan("explain (analyze) " + AgedPayloadStore.found(AgedPayloadStore.NEXT));

        assertThat(plan)
                .noneMatch(line -> line.contains("Seq Scan on conversion"))
                .anyMatch(line -> line.contains("conversion_payload_kept"));
    }

    @Test
    void what_a_page_of_records_lends_to_is_found_along_indexes() {
        for (var object : CrmObject.values()) {
            var kind = new AgedRecordStore.Kind((short) 1, object);
            for (var query : List.of(AgedRecordStore.quietQuery(kind), AgedRecordStore.conversionsQuery(kind))) {
                var plan = database.jdbi().inTransaction(handle -> {
                    AgedRecordStore.rowByRow(handle);
                    return handle.createQuery("explain " + query)
                            .bind("organization", (short) 1)
                            .bind(
                                    "ids",
                                    IntStream.range(1, 500)
                                            .mapToObj(n -> "00Q" + n)
                                            .toArray(String[]::new))
                            .bind("now", NOW)
                            .mapTo(String.class)
                            .list();
                });

                assertThat(plan)
                        .noneMatch(line ->
                                line.matches(".*Seq Scan on (lead|contact|opportunity|stage_event|conversion) .*"));
            }
        }
    }

    @Test
    void estimates_of_large_tables_look_at_a_part_and_come_close() {
        rows.execute("alter table conversion_payload set (fillfactor = 10)");
        rows.execute("vacuum full conversion_payload");

        var estimate = new AgedPayloadStore(database.jdbi()).estimate(rule());

        rows.execute("alter table conversion_payload reset (fillfactor)");
        rows.execute("vacuum full conversion_payload");
        assertThat(estimate.exact()).isFalse();
        assertThat(estimate.count()).isBetween(MANY * 3 / 10L, MANY * 5 / 10L);
    }

    @Test
    void estimates_of_small_tables_are_exact() {
        assertThat(new AgedRecordStore(database.jdbi()).estimate(rule())).isEqualTo(new Estimate(2_000, true));
    }

    private static List<String> plan(String query) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(query)
                        .bind("after", 10_000)
                        .bind("limit", 2_000)
                        .bind("now", NOW)
                        .mapTo(String.class)
                        .list());
    }

    private static Progress stoppingAfter(int batches) {
        return new Counting() {
            @Override
            public boolean goesOn() {
                return batch < batches;
            }
        };
    }

    private static Progress dyingAfter(int batches) {
        return new Counting() {
            @Override
            public boolean goesOn() {
                if (batch == batches) {
                    throw new IllegalStateException("killed");
                }
                return true;
            }
        };
    }

    private static class Counting implements Progress {
        int batch;

        @Override
        public void expect(long total) {}

        @Override
        public void advance(long count) {
            batch++;
        }

        @Override
        public void waiting(String why) {}
    }

    private static Leaving rule() {
        return new Leaving(retention(), adjustable(), NOW);
    }

    private static Retention retention() {
        return new Retention(Map.of(What.PAYLOADS, 30, What.IDENTIFIERS, 25));
    }

    private static Map<String, Duration> adjustable() {
        return Map.of("google", Duration.ofDays(54), "linkedin", Duration.ZERO);
    }

    private static RetainStep step() {
        return new RetainStep(
                new RetentionStore(database.jdbi()),
                new AgedPayloadStore(database.jdbi()),
                new AgedRecordStore(database.jdbi()),
                new AgedClickStore(database.jdbi()),
                adjustable(),
                retention(),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
