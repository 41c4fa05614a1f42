package io.downfunnel;

import org.junit.jupiter.api.Test;

import io.downfunnel.Needs.Program;

import static org.assertj.core.api.Assertions.assertThat;

class NeedsTest {

    @Test
    void without_the_program_a_test_is_skipped_and_says_what_stays_unproven() {
        var decided = Needs.Condition.decide(Program.CHROMIUM, false, false);

        assertThat(decided.isDisabled()).isTrue();
        assertThat(decided.getReason())
                .hasValueSatisfying(
                        words -> assertThat(words).startsWith("NOT RUN").contains("the console was not looked at"));
    }

    @Test
    void a_build_server_skips_nothing() {
        assertThat(Needs.Condition.decide(Program.NPM, false, true).isDisabled())
                .isFalse();
    }

    @Test
    void with_the_program_it_runs() {
        assertThat(Needs.Condition.decide(Program.NPM, true, false).isDisabled())
                .isFalse();
    }
}
