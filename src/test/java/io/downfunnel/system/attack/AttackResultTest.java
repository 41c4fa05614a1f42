package io.downfunnel.system.attack;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.system.attack.Violation.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** An attack that was none is not passed. */
class AttackResultTest {
    private static final Plan.Size SIZE = new Plan.Size(60, 5_000);

    private static AttackResult with(
            int missed, int kills, List<String> crashedAt, long doubts, long duplicates, List<Violation> violations) {
        var figures = new Campaign.Figures(
                1, 100, missed, kills, 10, 4, crashedAt, 90, 50, "", Duration.ofMinutes(5), Duration.ofMinutes(6));
        return new AttackResult(SIZE, figures, new AttackResult.Found(5_000, 2_000, doubts, duplicates, 2), violations);
    }

    @Test
    void a_run_in_which_all_came_to_pass_and_all_is_in_order_is_passed() {
        assertThat(with(5, 60, List.of("after commit"), 1, 1, List.of()).complaints())
                .isEmpty();
    }

    @Test
    void a_run_with_a_violation_is_failed() {
        var lost = new Violation(Verdict.LOST, "gone", List.of());
        assertThat(with(0, 60, List.of("after commit"), 1, 1, List.of(lost)).complaints())
                .singleElement()
                .asString()
                .contains("LOST", "gone");
    }

    @Test
    void a_run_in_which_too_few_faults_landed_is_failed() {
        assertThat(with(6, 60, List.of("after commit"), 1, 1, List.of()).complaints())
                .containsExactly("Only 94 of 100 planned faults landed");
    }

    @Test
    void a_run_with_too_few_kills_is_failed() {
        assertThat(with(0, 59, List.of("after commit"), 1, 1, List.of()).complaints())
                .hasSize(1);
    }

    @Test
    void a_run_that_hit_no_crash_point_is_failed() {
        assertThat(with(0, 60, List.of(), 1, 1, List.of()).complaints()).hasSize(1);
    }

    @Test
    void a_run_without_an_unknown_outcome_is_failed() {
        assertThat(with(0, 60, List.of("after commit"), 0, 1, List.of()).complaints())
                .hasSize(1);
    }

    @Test
    void a_run_in_which_google_received_nothing_twice_is_failed() {
        assertThat(with(0, 60, List.of("after commit"), 1, 0, List.of()).complaints())
                .hasSize(1);
    }

    @Test
    void the_same_seed_makes_the_same_plan() {
        assertThat(Plan.of(7, SIZE)).isEqualTo(Plan.of(7, SIZE)).isNotEqualTo(Plan.of(8, SIZE));
    }

    @Test
    void the_plan_has_what_was_asked_for() {
        assertThat(Plan.of(7, SIZE).lives()).hasSize(60);
        assertThat(Plan.of(7, SIZE).weather())
                .filteredOn(Plan.Weather.DatabaseCrash.class::isInstance)
                .hasSizeGreaterThanOrEqualTo(10);
    }
}
