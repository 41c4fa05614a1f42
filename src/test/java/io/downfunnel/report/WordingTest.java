package io.downfunnel.report;

import java.math.BigDecimal;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Money;

import static org.assertj.core.api.Assertions.assertThat;

class WordingTest {
    @Test
    void money_is_written_with_the_digits_of_its_currency() {
        assertThat(Wording.money(money("48000.00", "EUR"))).isEqualTo("€48,000");
        assertThat(Wording.money(money("180.5", "USD"))).isEqualTo("$180.50");
        assertThat(Wording.money(money("-3.25", "GBP"))).isEqualTo("-£3.25");
        assertThat(Wording.money(money("5000", "JPY"))).isEqualTo("¥5,000");
    }

    @Test
    void a_sentence_rounds_only_what_is_large() {
        assertThat(Wording.roughly(money("412345", "EUR"))).isEqualTo("€412k");
        assertThat(Wording.roughly(money("1260000", "USD"))).isEqualTo("$1.3M");
        assertThat(Wording.roughly(money("9999.50", "EUR"))).isEqualTo("€9,999.50");
    }

    @Test
    void lists_and_counts_read_like_speech() {
        assertThat(Wording.listed(List.of("a"))).isEqualTo("a");
        assertThat(Wording.listed(List.of("a", "b", "c"))).isEqualTo("a, b and c");
        assertThat(Wording.count(1, "conversion")).isEqualTo("1 conversion");
        assertThat(Wording.count(1284, "conversion")).isEqualTo("1,284 conversions");
    }

    @Test
    void a_code_without_words_becomes_words() {
        assertThat(Wording.ofCode("CLICK_TOO_OLD")).isEqualTo("click too old");
        assertThat(Wording.ofReason("INVALID_CLICK")).isEqualTo("Invalid click");
        assertThat(Wording.ofReason("NO_IDENTIFIER")).isEqualTo("No click ID and no hashed identifier");
        assertThat(Wording.sentence("click too old")).isEqualTo("Click too old.");
        assertThat(Wording.sentence("Is it?")).isEqualTo("Is it?");
    }

    private static Money money(String amount, String currency) {
        return Money.of(new BigDecimal(amount), currency);
    }

    @Test
    void several_sentences_become_one() {
        assertThat(Wording.oneSentence("Not sent to Google.", "The click is too old. Google counts 90 days."))
                .isEqualTo("Not sent to Google: the click is too old; Google counts 90 days.");
        assertThat(Wording.oneSentence("LinkedIn took it in. It says no more.", ""))
                .isEqualTo("LinkedIn took it in; it says no more.");
        assertThat(Wording.oneSentence("Waits until 1.5 days passed.", "")).isEqualTo("Waits until 1.5 days passed.");
        assertThat(Wording.oneSentence("Refused.", "GCLID is damaged")).isEqualTo("Refused: GCLID is damaged.");
    }
}
