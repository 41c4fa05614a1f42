package io.downfunnel.access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "lampe turm regen zwölf",
                "kB7#vq2!mWz9@xLp",
                "паровоз летит зимой",
                "three blind mice 12345"
            })
    void long_ones_that_nobody_tries_first_are_taken(String password) {
        assertThat(PasswordRule.objection(password, "anna")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaaaaaaaaaa",
                "abababababababab",
                "annaannaannaanna",
                "Anna-Anna-Anna-Anna",
                "anna123456789012",
                "1234567890123456",
                "9876543210987654",
                "abcdefghijklmnop",
                "qwertyuiopasdfgh",
                "qwertzuiopasdfgh",
                "passwordpassword",
                "Password12345678",
                "downfunneldownfunnel",
                "Downfunnel-2026!",
                "welcome welcome 1"
            })
    void the_first_ones_that_somebody_would_try_are_refused(String password) {
        assertThat(PasswordRule.objection(password, "anna"))
                .hasValueSatisfying(why -> assertThat(why).contains("among the first"));
    }

    @Test
    void short_ones_are_refused_with_their_length() {
        assertThat(PasswordRule.objection("kB7#vq2!mWz9@x", "anna"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("at least 15").contains("has 14"));
        assertThat(PasswordRule.objection("\uD83D\uDE00".repeat(14), "anna"))
                .hasValueSatisfying(why -> assertThat(why).contains("has 14"));
        assertThat(PasswordRule.objection("x".repeat(201), "anna"))
                .hasValueSatisfying(why -> assertThat(why).contains("at most 200"));
    }
}
