package io.downfunnel.command;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTest {

    @Test
    void it_says_how_far_how_fast_and_how_long_still() {
        assertThat(line(60_000, 12_000, Duration.ofSeconds(4), "").text())
                .isEqualTo("extract: 12,000 of 60,000 (20 %), 3,000/s, 16 s left");
    }

    @Test
    void without_a_total_it_counts() {
        assertThat(line(-1, 1_234_567, Duration.ofSeconds(100), "").text()).isEqualTo("extract: 1,234,567, 12,346/s");
    }

    @Test
    void a_slow_step_has_a_rate_too() {
        assertThat(line(100, 3, Duration.ofSeconds(60), "").text())
                .isEqualTo("extract: 3 of 100 (3 %), 0.1/s, 32 min 20 s left");
    }

    @Test
    void nothing_is_foretold_from_the_first_two_seconds_or_from_nothing() {
        assertThat(line(100, 50, Duration.ofMillis(1_999), "").text()).isEqualTo("extract: 50 of 100 (50 %)");
        assertThat(line(100, 0, Duration.ofHours(1), "").text()).isEqualTo("extract: 0 of 100 (0 %)");
        assertThat(line(0, 0, Duration.ZERO, "").text()).isEqualTo("extract: 0 of 0");
    }

    @Test
    void all_but_one_is_not_yet_all() {
        assertThat(line(1_000, 999, Duration.ZERO, "").text()).contains("(99 %)");
        assertThat(line(1_000, 1_000, Duration.ofSeconds(10), "").text())
                .isEqualTo("extract: 1,000 of 1,000 (100 %), 100/s");
    }

    @Test
    void it_says_what_it_waits_for() {
        assertThat(line(10, 4, Duration.ofSeconds(1), "Google's verdict").text())
                .isEqualTo("extract: 4 of 10 (40 %), waiting: Google's verdict");
    }

    @Test
    void it_never_fills_the_last_column() {
        var line = line(10, 4, Duration.ofSeconds(1), "a long story ".repeat(20));

        assertThat(line.text(40)).hasSize(39).endsWith("…").startsWith("extract: 4 of 10");
        assertThat(line(10, 4, Duration.ofSeconds(1), "").text(40)).isEqualTo("extract: 4 of 10 (40 %)");
    }

    @Test
    void times_are_told_in_two_units() {
        assertThat(ProgressLine.duration(Duration.ofMillis(20))).isEqualTo("1 s");
        assertThat(ProgressLine.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(ProgressLine.duration(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(ProgressLine.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(ProgressLine.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    private static ProgressLine line(long expected, long done, Duration elapsed, String waiting) {
        return new ProgressLine("extract", expected, done, elapsed, waiting);
    }
}
