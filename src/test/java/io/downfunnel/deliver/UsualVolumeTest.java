package io.downfunnel.deliver;

import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsualVolumeTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private final UsualVolume usual = new UsualVolume(3, 200, 8, 3);

    @Test
    void three_times_the_median_may_go() {
        assertThat(usual.limit(List.of(90L, 5_000L, 100L))).isEqualTo(300);
        assertThat(usual.limit(List.of(90L, 110L, 100L, 120L))).isEqualTo(330);
    }

    @Test
    void up_to_the_floor_is_never_too_many() {
        assertThat(usual.limit(List.of(1L, 2L, 3L))).isEqualTo(200);
    }

    @Test
    void with_too_little_history_nobody_knows_what_is_usual() {
        assertThat(usual.limit(List.of(1L, 2L))).isEqualTo(Long.MAX_VALUE);
        assertThat(usual.limit(List.of())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_same_weekday_is_looked_at_in_eight_weeks() {
        assertThat(usual.sameWeekdays(MONDAY))
                .hasSize(8)
                .startsWith(LocalDate.of(2026, 11, 16))
                .endsWith(LocalDate.of(2026, 9, 28))
                .allMatch(day -> day.getDayOfWeek() == MONDAY.getDayOfWeek());
    }

    @Test
    void the_sentence_says_how_many_what_is_usual_and_what_it_is_worth() {
        assertThat(usual.words("Won", MONDAY, List.of(90L, 100L, 110L), 4_812, 4_512, List.of("1200000 EUR", "5 USD")))
                .isEqualTo(
                        "4,812 conversions of “Won” became ready on Monday, 2026-11-23; on a Monday 100 are usual."
                                + " 300 may go, and the other 4,512, worth 1200000 EUR and 5 USD, wait until somebody releases them.");
    }
}
