package io.downfunnel.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SoughtTest {
    @Test
    void an_id_of_fifteen_characters_gets_its_other_three() {
        assertThat(Sought.of(" 00Q000000000001 ")).isEqualTo(new Sought.CrmRecord("00Q000000000001EAA"));
        assertThat(Sought.of("006000000000001")).isEqualTo(new Sought.CrmRecord("006000000000001AAA"));
        assertThat(Sought.of("ABCDEabcdeAbCdE")).isEqualTo(new Sought.CrmRecord("ABCDEabcdeAbCdE5AV"));
    }

    @Test
    void an_id_of_eighteen_characters_stays_itself() {
        assertThat(Sought.of("00Q000000000001EAA")).isEqualTo(new Sought.CrmRecord("00Q000000000001EAA"));
    }

    @Test
    void a_key_is_told_from_a_click_id() {
        assertThat(Sought.of("df" + "a".repeat(32))).isInstanceOf(Sought.Key.class);
        assertThat(Sought.of("df" + "a".repeat(31) + "1")).isInstanceOf(Sought.Click.class);
        assertThat(Sought.of("2f9c1a7e-0b1d-4c9e-8c55-6d2f1b0a9e77")).isInstanceOf(Sought.Click.class);
    }

    @Test
    void what_can_be_none_of_these_is_not_looked_for() {
        assertThat(Sought.of("")).isInstanceOf(Sought.Nonsense.class);
        assertThat(Sought.of("two words")).isInstanceOf(Sought.Nonsense.class);
        assertThat(Sought.of("x".repeat(513))).isInstanceOf(Sought.Nonsense.class);
        assertThat(Sought.of("a\u0000bcdefghij")).isInstanceOf(Sought.Nonsense.class);
    }
}
