package io.downfunnel.reconcile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingLuckTest {
    private final ReadingLuck luck = new ReadingLuck();

    @Test
    void a_question_that_failed_rests_and_the_others_go_on() {
        luck.failed(AdQuestion.COST, FailureClass.CONFIGURATION);

        assertThat(luck.allows(AdQuestion.COST)).isFalse();
        assertThat(luck.allows(AdQuestion.COUNTED)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTHENTICATION", "THROTTLED"})
    void who_is_refused_or_asked_to_pause_leaves_the_whole_account_alone(FailureClass failure) {
        luck.failed(AdQuestion.COST, failure);

        assertThat(luck.allows(AdQuestion.COUNTED)).isFalse();
    }

    @Test
    void two_calls_in_a_row_that_get_lost_are_an_outage() {
        luck.failed(AdQuestion.COST, FailureClass.TRANSIENT);
        assertThat(luck.allows(AdQuestion.COUNTED)).isTrue();

        luck.failed(AdQuestion.COUNTED, FailureClass.UNKNOWN_OUTCOME);
        assertThat(luck.allows(AdQuestion.CLICKS)).isFalse();
    }

    @Test
    void two_that_get_lost_with_an_answer_between_them_are_none() {
        luck.failed(AdQuestion.COST, FailureClass.TRANSIENT);
        luck.answered();
        luck.failed(AdQuestion.COUNTED, FailureClass.TRANSIENT);

        assertThat(luck.allows(AdQuestion.CLICKS)).isTrue();
    }
}
