package io.downfunnel.domain;

import java.time.LocalDate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CliffTest {
    private static final LocalDate DAY = LocalDate.of(2027, 9, 15);

    @ParameterizedTest
    @CsvSource({"400, FAR", "91, FAR", "90, NEAR", "31, NEAR", "30, VERY_NEAR", "1, VERY_NEAR", "0, OVER", "-1, OVER"})
    void how_far_off_it_is_has_a_word(long daysBefore, Cliff.Distance distance) {
        var cliff = new Cliff("linkedin", "A version", DAY, "It is refused.", "Raise it.", "");

        assertThat(cliff.daysLeft(DAY.minusDays(daysBefore))).isEqualTo(daysBefore);
        assertThat(cliff.distance(DAY.minusDays(daysBefore))).isEqualTo(distance);
    }
}
