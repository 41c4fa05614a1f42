package io.downfunnel.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalProgressTest {
    private final StringWriter written = new StringWriter();
    private final MovableClock clock = new MovableClock();

    @Test
    void on_a_terminal_one_line_is_drawn_again_and_again_and_ends_as_a_summary() {
        var progress = on(new Terminal(true, 80));
        progress.started("extract");
        clock.passes(Duration.ofSeconds(4));
        progress.progress("extract", 100, 40, "");
        progress.finished("extract", "100 records", false);

        assertThat(written.toString())
                .isEqualTo("\r\u001b[Kextract …\r\u001b[Kextract: 40 of 100 (40 %), 10/s, 6 s left"
                        + "\r\u001b[Kextract: 100 records (4 s)" + System.lineSeparator());
    }

    @Test
    void a_terminal_is_not_drawn_on_more_than_ten_times_a_second() {
        var progress = on(new Terminal(true, 80));
        progress.started("extract");
        for (int i = 1; i <= 1_000; i++) {
            clock.passes(Duration.ofMillis(1));
            progress.progress("extract", 1_000, i, "");
        }

        assertThat(written.toString().split("\r").length - 2).isBetween(9, 11);
    }

    @Test
    void into_a_file_goes_a_plain_line_every_few_seconds() {
        var progress = on(new Terminal(false, 80));
        progress.started("extract");
        for (int i = 1; i <= 12; i++) {
            clock.passes(Duration.ofSeconds(1));
            progress.progress("extract", 12, i, "");
        }
        progress.finished("extract", "12 records", false);

        assertThat(written.toString().lines())
                .containsExactly(
                        "extract: 5 of 12 (41 %), 1.0/s, 7 s left",
                        "extract: 10 of 12 (83 %), 1.0/s, 2 s left", "extract: 12 records (12 s)");
    }

    @Test
    void a_reason_to_wait_is_told_at_once_and_once() {
        var progress = on(new Terminal(false, 80));
        progress.started("deliver");
        progress.progress("deliver", 5, 1, "LinkedIn allows no more before 10:05");
        progress.progress("deliver", 5, 1, "LinkedIn allows no more before 10:05");

        assertThat(written.toString().lines())
                .containsExactly("deliver: 1 of 5 (20 %), waiting: LinkedIn allows no more before 10:05");
    }

    @Test
    void a_failed_step_says_so() {
        var progress = on(new Terminal(false, 80));
        progress.started("extract");
        progress.finished("extract", "Salesforce cannot be reached", true);

        assertThat(written.toString().lines()).containsExactly("extract failed: Salesforce cannot be reached (1 s)");
    }

    @Test
    void the_width_is_what_the_shell_says_or_the_usual() {
        assertThat(Terminal.width("132")).isEqualTo(132);
        assertThat(Terminal.width(null)).isEqualTo(80);
        assertThat(Terminal.width("0")).isEqualTo(80);
        assertThat(Terminal.width("wide")).isEqualTo(80);
    }

    private TerminalProgress on(Terminal terminal) {
        return new TerminalProgress(new PrintWriter(written), clock, terminal);
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-05-01T00:00:00Z");

        void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
