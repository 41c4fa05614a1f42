package io.downfunnel.deliver;

import org.junit.jupiter.api.Test;

import io.downfunnel.deliver.CanaryRule.Finding;

import static org.assertj.core.api.Assertions.assertThat;

class CanaryRuleTest {
    private final CanaryRule rule = new CanaryRule(10);

    @Test
    void a_mapping_is_good_as_soon_as_more_than_half_of_the_ten_are() {
        assertThat(rule.find(5, 0, 5)).isEqualTo(Finding.OPEN_QUESTION);
        assertThat(rule.find(6, 0, 4)).isEqualTo(Finding.GOOD);
        assertThat(rule.find(6, 4, 0)).isEqualTo(Finding.GOOD);
    }

    @Test
    void it_waits_for_a_person_when_half_of_the_ten_are_refused() {
        assertThat(rule.find(0, 4, 6)).isEqualTo(Finding.OPEN_QUESTION);
        assertThat(rule.find(0, 5, 5)).isEqualTo(Finding.REFUSED);
        assertThat(rule.find(5, 5, 0)).isEqualTo(Finding.REFUSED);
    }

    @Test
    void with_fewer_than_ten_the_word_about_those_that_there_are_decides() {
        assertThat(rule.find(1, 0, 0)).isEqualTo(Finding.GOOD);
        assertThat(rule.find(2, 1, 0)).isEqualTo(Finding.GOOD);
        assertThat(rule.find(1, 0, 1)).isEqualTo(Finding.OPEN_QUESTION);
        assertThat(rule.find(1, 1, 0)).isEqualTo(Finding.OPEN_QUESTION);
        assertThat(rule.find(0, 1, 0)).isEqualTo(Finding.OPEN_QUESTION);
    }

    @Test
    void without_any_conversion_nothing_is_known() {
        assertThat(rule.find(0, 0, 0)).isEqualTo(Finding.OPEN_QUESTION);
    }

    @Test
    void ten_that_all_have_their_word_are_never_an_open_question() {
        for (int good = 0; good <= 10; good++) {
            assertThat(rule.find(good, 10 - good, 0)).isNotEqualTo(Finding.OPEN_QUESTION);
        }
    }

    @Test
    void where_no_trial_is_wanted_everything_is_good() {
        assertThat(new CanaryRule(0).find(0, 0, 0)).isEqualTo(Finding.GOOD);
    }
}
