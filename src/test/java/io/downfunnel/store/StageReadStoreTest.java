package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.store.StageReadStore.Figures;

import static org.assertj.core.api.Assertions.assertThat;

class StageReadStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant SINCE = NOW.minus(Duration.ofDays(90));

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final StageReadStore stages = new StageReadStore(database.jdbi());
    private int number;

    @BeforeEach
    void clear() {
        database.jdbi().useHandle(handle -> {
            handle.execute("truncate stage_event, organization cascade");
            handle.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                    + " values ('salesforce', '00D000000000001AAA', 'Test', false)");
        });
    }

    @Test
    void events_of_the_span_and_of_the_one_before_are_told_apart() {
        event(NOW.minus(Duration.ofDays(1)), "history");
        event(NOW.minus(Duration.ofDays(89)), "inferred");
        event(NOW.minus(Duration.ofDays(91)), "history");
        event(NOW.minus(Duration.ofDays(181)), "history");

        assertThat(figures())
                .extracting(Figures::reached, Figures::before, Figures::skipped)
                .containsExactly(2L, 1L, 1L);
    }

    @Test
    void a_person_without_a_click_is_known_all_the_same() {
        clicked(event(NOW.minus(Duration.ofDays(2)), "history"), "GCLID", Duration.ofDays(10), "FITS");
        person(event(NOW.minus(Duration.ofDays(2)), "history"), false);
        var damaged = event(NOW.minus(Duration.ofDays(2)), "history");
        clicked(damaged, "GCLID", Duration.ofDays(1), "MANGLED");
        event(NOW.minus(Duration.ofDays(2)), "history");

        assertThat(figures())
                .extracting(Figures::reached, Figures::withClick, Figures::withPerson, Figures::damaged)
                .containsExactly(4L, 1L, 1L, 1L);
    }

    @Test
    void the_median_is_of_those_with_a_click_and_of_two_clicks_the_later_counts() {
        var twice = event(NOW.minus(Duration.ofDays(1)), "history");
        clicked(twice, "GCLID", Duration.ofDays(80), "FITS");
        clicked(twice, "LI_FAT_ID", Duration.ofDays(10), "FITS");
        clicked(event(NOW.minus(Duration.ofDays(1)), "history"), "GCLID", Duration.ofDays(20), "FITS");
        clicked(event(NOW.minus(Duration.ofDays(1)), "history"), "GCLID", Duration.ofDays(40), "FITS");
        event(NOW.minus(Duration.ofDays(1)), "history");
        clicked(event(NOW.minus(Duration.ofDays(100)), "history"), "GCLID", Duration.ofDays(1), "FITS");

        assertThat(figures().median()).contains(Duration.ofDays(20));
        assertThat(figures().inTime()).isEqualTo(2);
    }

    @Test
    void tests_and_what_the_crm_took_back_count_nowhere() {
        person(event(NOW.minus(Duration.ofDays(1)), "history"), true);
        var withdrawn = event(NOW.minus(Duration.ofDays(1)), "history");
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update stage_event set withdrawal = 'untold', withdrawn_at = now() where id = ?", withdrawn));
        event(NOW.minus(Duration.ofDays(1)), "history");

        assertThat(figures().reached()).isEqualTo(1);
    }

    @Test
    void a_stage_that_nobody_reached_has_no_figures() {
        assertThat(stages.figures(SINCE, NOW, Duration.ofDays(30))).isEmpty();
    }

    private Figures figures() {
        return stages.figures(SINCE, NOW, Duration.ofDays(30)).getFirst();
    }

    private long event(Instant at, String evidence) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                                 evidence)
                        select id, :lineage, 'qualified', 1, 'Lead', :lineage, :at, :evidence from organization
                        returning id""")
                        .bind("lineage", "00Q" + ++number)
                        .bind("at", at)
                        .bind("evidence", evidence)
                        .mapTo(Long.class)
                        .one());
    }

    private void clicked(long event, String kind, Duration before, String fit) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        insert into matched_click (stage_event_id, kind, value, clicked_at, dating, fit, rule, source_object,
                                                   source_id)
                        select id, :kind, 'click', occurred_at - make_interval(secs => :before), 'RECORDED', :fit, 'OWN',
                               'Lead', record_id
                          from stage_event where id = :event""")
                        .bind("kind", kind)
                        .bind("before", before.toSeconds())
                        .bind("fit", fit)
                        .bind("event", event)
                        .execute());
    }

    private void person(long event, boolean test) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        insert into stage_match (stage_event_id, matched, person_object, person_id, person_rule, email_sha256,
                                                 email_folded_sha256, test_record, records)
                        values (:event, false, 'Lead', 'x', 'OWN', repeat('a', 64), repeat('a', 64), :test, '[]')""")
                        .bind("event", event)
                        .bind("test", test)
                        .execute());
    }
}
