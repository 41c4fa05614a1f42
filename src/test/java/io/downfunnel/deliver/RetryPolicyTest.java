package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.downfunnel.deliver.RetryPolicy.Sent;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant IN_A_MONTH = NOW.plus(Duration.ofDays(30));
    private static final Backoff BACKOFF = new Backoff(Duration.ofMinutes(1), Duration.ofHours(6), () -> 1);
    private static final RetryPolicy POLICY = new RetryPolicy(BACKOFF, Duration.ofHours(6), 3, Duration.ofMinutes(15));

    private static Sent alone(int attempt) {
        return new Sent(1, attempt, 0, IN_A_MONTH, false);
    }

    private static Failure failure(FailureClass failureClass) {
        return new Failure(failureClass, "CODE", "words");
    }

    @Test
    void what_was_taken_in_is_accepted() {
        assertThat(POLICY.after(new Outcome.Accepted(), alone(1), NOW)).isEqualTo(new Decision.Accept());
    }

    @Test
    void what_the_platform_had_already_is_as_good_as_accepted() {
        var duplicate = failure(FailureClass.DUPLICATE);

        assertThat(POLICY.after(new Outcome.Duplicate(duplicate), alone(1), NOW))
                .isEqualTo(new Decision.AcceptAsDuplicate(duplicate));
    }

    @Test
    void in_an_occupied_place_is_the_conversion_itself_if_it_was_sent_before_and_another_one_if_not() {
        var occupied = failure(FailureClass.OCCUPIED);
        var before = new Sent(1, 2, 0, IN_A_MONTH, true);

        assertThat(POLICY.after(new Outcome.Duplicate(occupied), before, NOW))
                .isEqualTo(new Decision.AcceptAsDuplicate(occupied));
        assertThat(POLICY.refused(occupied, before, NOW)).isEqualTo(new Decision.AcceptAsDuplicate(occupied));
        assertThat(POLICY.after(new Outcome.Duplicate(occupied), alone(1), NOW))
                .isEqualTo(new Decision.Exclude(occupied));
        assertThat(POLICY.refused(occupied, alone(1), NOW)).isEqualTo(new Decision.Exclude(occupied));
    }

    @Test
    void a_suspect_that_was_alone_is_guilty() {
        var failure = failure(FailureClass.PERMANENT);

        assertThat(POLICY.after(new Outcome.Suspect(failure), alone(1), NOW)).isEqualTo(new Decision.NeedsYou(failure));
    }

    @Test
    void a_suspect_among_others_is_sent_again_in_a_smaller_batch() {
        var failure = failure(FailureClass.PERMANENT);

        assertThat(POLICY.after(new Outcome.Suspect(failure), new Sent(2, 1, 0, IN_A_MONTH, false), NOW))
                .isEqualTo(new Decision.Split(failure));
    }

    @Test
    void pauses_double_up_to_six_hours() {
        assertThat(BACKOFF.after(1, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        assertThat(BACKOFF.after(2, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
        assertThat(BACKOFF.after(9, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(256)));
        assertThat(BACKOFF.after(10, NOW)).isEqualTo(NOW.plus(Duration.ofHours(6)));
    }

    @Property
    void a_pause_is_never_shorter_than_half_and_never_longer_than_the_longest(
            @ForAll @IntRange(min = 0, max = 100_000) int tries, @ForAll @DoubleRange(min = 0, max = 1) double chance) {
        var pause = Duration.between(
                NOW, new Backoff(Duration.ofMinutes(1), Duration.ofHours(6), () -> chance).after(tries, NOW));

        assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofHours(6));
    }

    @Test
    void a_passing_failure_is_tried_until_the_conversion_expires_and_not_a_number_of_times() {
        assertThat(POLICY.afterBreak(
                        failure(FailureClass.TRANSIENT),
                        Optional.empty(),
                        new Sent(1, 1_000, 0, IN_A_MONTH, false),
                        NOW))
                .isInstanceOf(Decision.Again.class);
    }

    @Test
    void the_last_try_comes_shortly_before_the_conversion_expires() {
        var soon = NOW.plus(Duration.ofHours(1));

        assertThat(POLICY.afterBreak(
                        failure(FailureClass.TRANSIENT), Optional.empty(), new Sent(1, 20, 0, soon, false), NOW))
                .isEqualTo(
                        new Decision.Again(soon.minus(Duration.ofMinutes(5)), failure(FailureClass.TRANSIENT), true));
    }

    @Test
    void throttling_obeys_the_platform_and_costs_no_try() {
        var reset = NOW.plusSeconds(90);

        assertThat(POLICY.afterBreak(failure(FailureClass.THROTTLED), Optional.of(reset), alone(1), NOW))
                .isEqualTo(new Decision.Again(reset, failure(FailureClass.THROTTLED), false));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"AUTHENTICATION", "CONFIGURATION"})
    void a_connection_that_waits_for_a_person_costs_its_conversions_nothing(FailureClass failureClass) {
        assertThat(POLICY.afterBreak(failure(failureClass), Optional.empty(), alone(1), NOW))
                .isEqualTo(new Decision.Again(NOW, failure(failureClass), false));
    }

    @Test
    void a_code_nobody_knows_is_tried_a_little_and_then_held() {
        var unknown = failure(FailureClass.UNCLASSIFIED);

        assertThat(POLICY.refused(unknown, new Sent(1, 1, 0, IN_A_MONTH, false), NOW))
                .isInstanceOf(Decision.Again.class);
        assertThat(POLICY.refused(unknown, new Sent(1, 2, 1, IN_A_MONTH, false), NOW))
                .isInstanceOf(Decision.Again.class);
        assertThat(POLICY.refused(unknown, new Sent(1, 3, 2, IN_A_MONTH, false), NOW))
                .isEqualTo(new Decision.Hold(unknown));
    }

    @Test
    void too_early_waits_six_hours() {
        assertThat(POLICY.refused(failure(FailureClass.DELAY), alone(1), NOW))
                .isEqualTo(new Decision.Wait(NOW.plus(Duration.ofHours(6)), failure(FailureClass.DELAY)));
    }

    @Test
    void what_nobody_can_mend_is_excluded() {
        assertThat(POLICY.refused(failure(FailureClass.EXPECTED), alone(1), NOW))
                .isEqualTo(new Decision.Exclude(failure(FailureClass.EXPECTED)));
    }
}
