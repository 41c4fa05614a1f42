package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ClickId;

import static org.assertj.core.api.Assertions.assertThat;

class StageSampleStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final StageSampleStore samples = new StageSampleStore(database.jdbi());

    @BeforeAll
    static void fill() {
        Showcase.fill(database.jdbi(), Instant.now());
    }

    @Test
    void the_latest_events_of_a_stage_come_with_their_matches() {
        var all = samples.latest("qualified", 100);
        var one = samples.latest("qualified", 1);

        assertThat(all).isNotEmpty().allMatch(sample -> sample.event().stage().equals("qualified"));
        assertThat(all)
                .extracting(sample -> sample.event().occurredAt())
                .isSortedAccordingTo(
                        java.util.Comparator.<Instant>naturalOrder().reversed());
        assertThat(one).containsExactly(all.getFirst());
        assertThat(all)
                .filteredOn(sample -> sample.event().recordId().equals(Showcase.LEAD))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.organization()).isEqualTo("00D000000000001AAA");
                    assertThat(sample.match()
                                    .click(ClickId.Kind.GCLID)
                                    .orElseThrow()
                                    .click()
                                    .id()
                                    .value())
                            .isEqualTo(Showcase.GCLID);
                });
    }

    @Test
    void what_the_crm_took_back_is_no_sample() {
        database.jdbi().useHandle(sql -> sql.execute("""
                update stage_event set withdrawal = 'untold', withdrawn_at = now() where stage = 'closed-won'"""));

        assertThat(samples.latest("closed-won", 10)).isEmpty();
        assertThat(samples.lags()).doesNotContainKey("closed-won");
    }

    @Test
    void the_usual_time_from_the_click_is_that_of_the_one_in_the_middle() {
        database.jdbi().useHandle(sql -> {
            sql.execute("""
                    insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                             evidence)
                    select 1, 'L' || n, 'slow', 1, 'Lead', 'L' || n, now(), 'history' from generate_series(1, 5) n""");
            sql.execute("""
                    insert into matched_click (stage_event_id, kind, value, clicked_at, dating, source_object, source_id,
                                               rule, fit)
                    select id, 'GCLID', 'click-' || id, occurred_at - make_interval(days => substr(lineage, 2)::int * 10),
                           'RECORDED', 'Lead', record_id, 'LEAD_ITSELF', case lineage when 'L5' then 'MANGLED' else 'FITS' end
                      from stage_event where stage = 'slow'""");
        });

        assertThat(samples.lags()).containsEntry("slow", Duration.ofDays(25));
    }
}
