package io.downfunnel.extract;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.extract.salesforce.CallMeter.Usage;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.store.ApiUseStore.ApiUse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PatienceTest {
    private static final Patience PATIENCE =
            new Patience(6, Duration.ofSeconds(1), RandomGenerator.of("L64X128MixRandom"));
    private static final Failure OUTAGE = new Failure(FailureClass.TRANSIENT, "HTTP_503", "away");

    @Test
    void pauses_grow_and_end() {
        for (int failed = 1; failed < 6; failed++) {
            var longest = Duration.ofSeconds(1L << (failed - 1));
            assertThat(PATIENCE.pause(OUTAGE, failed).orElseThrow()).isBetween(longest.dividedBy(2), longest);
        }
        assertThat(PATIENCE.pause(OUTAGE, 6)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"TRANSIENT", "UNKNOWN_OUTCOME"},
            mode = EnumSource.Mode.EXCLUDE)
    void what_does_not_pass_by_itself_is_not_asked_again(FailureClass failureClass) {
        assertThat(PATIENCE.pause(new Failure(failureClass, "X", ""), 1)).isEmpty();
    }

    @Test
    void the_same_question_is_not_repeated_when_it_was_too_much() {
        assertThat(PATIENCE.pause(new Failure(FailureClass.TRANSIENT, "QUERY_TIMEOUT", ""), 1))
                .isEmpty();
    }

    @Test
    void our_share_of_the_api_ends_where_it_was_set() {
        var budget = new ApiBudget(20, new ApiUse(18, Optional.empty(), Optional.empty()));
        budget.beforeCall();
        budget.afterCall(Optional.of(new Usage(40, 100)));
        budget.beforeCall();
        budget.afterCall(Optional.of(new Usage(41, 100)));

        assertThatThrownBy(budget::beforeCall)
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        e -> assertThat(e.failure().failureClass()).isEqualTo(FailureClass.THROTTLED));
        assertThat(budget.unrecorded()).isEqualTo(new ApiUse(2, Optional.of(41L), Optional.of(100L)));
        assertThat(budget.unrecorded().calls()).isZero();
    }

    @Test
    void the_last_tenth_of_the_api_is_left_to_people() {
        var budget = new ApiBudget(20, new ApiUse(0, Optional.of(90L), Optional.of(100L)));

        assertThatThrownBy(budget::beforeCall).hasMessageContaining("most of them not by us");
    }
}
