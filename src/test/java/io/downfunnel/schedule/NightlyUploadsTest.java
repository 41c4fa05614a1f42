package io.downfunnel.schedule;

import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NightlyUploadsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void they_are_those_of_the_timetable_in_the_organisations_time_zone() {
        assertThat(new NightlyUploads("0 45 4 * * ?", BERLIN)
                        .between(Instant.parse("2026-03-28T00:00:00Z"), Instant.parse("2026-03-30T02:45:01Z")))
                .containsExactly(
                        Instant.parse("2026-03-28T03:45:00Z"),
                        Instant.parse("2026-03-29T02:45:00Z"),
                        Instant.parse("2026-03-30T02:45:00Z"));
    }

    @Test
    void the_beginning_counts_and_the_end_does_not() {
        var four45 = Instant.parse("2026-06-01T02:45:00Z");

        assertThat(new NightlyUploads("0 45 4 * * ?", BERLIN).between(four45, four45.plusSeconds(1)))
                .containsExactly(four45);
        assertThat(new NightlyUploads("0 45 4 * * ?", BERLIN).between(four45.minusSeconds(1), four45))
                .isEmpty();
    }

    @Test
    void where_uploads_are_switched_off_the_usual_nights_are_taken() {
        assertThat(new NightlyUploads("off", BERLIN)
                        .between(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-02T00:00:00Z")))
                .containsExactly(Instant.parse("2026-06-01T02:45:00Z"));
    }

    @Test
    void a_timetable_of_every_minute_is_looked_at_once_an_hour() {
        assertThat(new NightlyUploads("0 * * * * ?", BERLIN)
                        .between(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-01T03:00:00Z")))
                .hasSize(3);
    }
}
