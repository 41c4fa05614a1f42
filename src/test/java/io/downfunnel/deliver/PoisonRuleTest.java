package io.downfunnel.deliver;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PoisonRuleTest {
    private final PoisonRule rule = new PoisonRule(50, 20);

    @Test
    void more_than_a_fifth_of_fifty_answers_is_too_many() {
        assertThat(rule.poisoned(50, 11)).isTrue();
        assertThat(rule.poisoned(50, 10)).isFalse();
        assertThat(rule.poisoned(100, 21)).isTrue();
    }

    @Test
    void fewer_than_fifty_answers_say_nothing() {
        assertThat(rule.poisoned(49, 49)).isFalse();
    }

    @Test
    void the_most_frequent_cause_is_the_one_that_is_named() {
        var refusals = Refusals.of(
                "Won",
                List.of(
                        new Refusals.Counted(Optional.empty(), 80),
                        new Refusals.Counted(Optional.of("BAD_CLICK"), 5),
                        new Refusals.Counted(Optional.of("BAD_VALUE"), 15)));

        assertThat(refusals.answered()).isEqualTo(100);
        assertThat(refusals.refused()).isEqualTo(20);
        assertThat(refusals.cause()).contains(Map.entry("BAD_VALUE", 15L));
        assertThat(Refusals.all(List.of(refusals, refusals)).refused()).isEqualTo(40);
    }
}
