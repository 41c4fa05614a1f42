package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.deliver.VerdictPolicy.Asked;
import io.downfunnel.deliver.VerdictPolicy.Step;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.Verdict.Tally;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictPolicyTest {
    private static final Instant ANSWERED = Instant.parse("2026-11-22T02:00:00Z");
    private static final VerdictPolicy POLICY =
            new VerdictPolicy(new Backoff(Duration.ofMinutes(30), Duration.ofHours(8), () -> 1), Duration.ofDays(2));
    private static final Failure BAD_CLICK = new Failure(FailureClass.PERMANENT, "INVALID_GCLID", "bad");
    private static final Failure INTERNAL = new Failure(FailureClass.TRANSIENT, "INTERNAL_ERROR", "oops");

    private static final Failure OCCUPIED = new Failure(FailureClass.OCCUPIED, "DUPLICATE_CLICK", "one is there");
    private static final Failure DUPLICATE = new Failure(FailureClass.DUPLICATE, "DUPLICATE_KEY", "had it");

    private static Asked asked(int size, int polls) {
        return new Asked(size, polls, ANSWERED);
    }

    @Test
    void what_is_pending_is_looked_at_again_after_growing_pauses() {
        assertThat(POLICY.after(new Verdict.Pending(), asked(1, 1), ANSWERED))
                .isEqualTo(new Step.LookAgain(ANSWERED.plus(Duration.ofMinutes(30))));
        assertThat(POLICY.after(new Verdict.Pending(), asked(1, 3), ANSWERED))
                .isEqualTo(new Step.LookAgain(ANSWERED.plus(Duration.ofHours(2))));
    }

    @Test
    void after_two_days_a_person_is_told() {
        assertThat(POLICY.after(new Verdict.Pending(), asked(1, 9), ANSWERED.plus(Duration.ofHours(49))))
                .isInstanceOf(Step.Tell.class);
    }

    @Test
    void one_reason_is_everybodys() {
        assertThat(POLICY.after(new Verdict.Refused(List.of(new Tally(BAD_CLICK, 5))), asked(5, 1), ANSWERED))
                .isEqualTo(new Step.NoneCounts(BAD_CLICK));
    }

    @Test
    void several_reasons_in_a_small_group_are_resolved_one_by_one() {
        var verdict = new Verdict.Refused(List.of(new Tally(INTERNAL, 3), new Tally(BAD_CLICK, 2)));

        assertThat(POLICY.after(verdict, asked(5, 1), ANSWERED)).isEqualTo(new Step.AskOneByOne(BAD_CLICK));
    }

    @Test
    void few_bad_ones_of_many_are_found_by_halving() {
        assertThat(POLICY.after(new Verdict.Mixed(List.of(new Tally(BAD_CLICK, 3))), asked(500, 1), ANSWERED))
                .isEqualTo(new Step.Halve(BAD_CLICK));
    }

    @Test
    void where_nobody_says_how_many_are_bad_halving_it_is() {
        assertThat(POLICY.after(new Verdict.Mixed(List.of()), asked(500, 1), ANSWERED))
                .isInstanceOf(Step.Halve.class);
    }

    @Test
    void many_bad_ones_are_found_by_asking_one_by_one() {
        assertThat(POLICY.after(new Verdict.Mixed(List.of(new Tally(BAD_CLICK, 250))), asked(500, 1), ANSWERED))
                .isEqualTo(new Step.AskOneByOne(BAD_CLICK));
    }

    @Test
    void duplicates_among_those_that_count_are_nobodys_fault() {
        var verdict = new Verdict.Mixed(List.of(new Tally(DUPLICATE, 399), new Tally(OCCUPIED, 1)));

        assertThat(POLICY.after(verdict, asked(500, 1), ANSWERED)).isEqualTo(new Step.AllCount());
    }

    @Test
    void one_bad_event_among_duplicates_is_looked_for_in_halves() {
        var verdict = new Verdict.Refused(List.of(new Tally(DUPLICATE, 249), new Tally(BAD_CLICK, 1)));

        assertThat(POLICY.after(verdict, asked(250, 1), ANSWERED)).isEqualTo(new Step.Halve(BAD_CLICK));
    }

    @Test
    void one_event_that_counts_and_does_not_is_told_to_a_person() {
        assertThat(POLICY.after(new Verdict.Mixed(List.of(new Tally(BAD_CLICK, 1))), asked(1, 1), ANSWERED))
                .isInstanceOf(Step.Tell.class);
    }

    @Test
    void of_several_reasons_for_one_event_the_one_a_person_can_mend_counts() {
        var verdict = new Verdict.Refused(List.of(new Tally(INTERNAL, 1), new Tally(BAD_CLICK, 1)));

        assertThat(POLICY.after(verdict, asked(1, 1), ANSWERED)).isEqualTo(new Step.NoneCounts(BAD_CLICK));
    }

    @Test
    void a_refusal_without_a_reason_is_not_classified() {
        assertThat(POLICY.after(new Verdict.Refused(List.of()), asked(1, 1), ANSWERED))
                .isInstanceOfSatisfying(
                        Step.NoneCounts.class,
                        step -> assertThat(step.failure().failureClass()).isEqualTo(FailureClass.UNCLASSIFIED));
    }
}
