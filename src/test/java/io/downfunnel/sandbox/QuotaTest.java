package io.downfunnel.sandbox;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaTest {

    static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

    @Test
    void a_window_gives_so_many_and_the_next_one_again() {
        var quota = new Quota(2, Duration.ofMinutes(1));

        assertThat(quota.take(MIDNIGHT)).isTrue();
        assertThat(quota.take(MIDNIGHT.plusSeconds(59))).isTrue();
        assertThat(quota.take(MIDNIGHT.plusSeconds(59))).isFalse();
        assertThat(quota.take(MIDNIGHT.plusSeconds(60))).isTrue();
    }

    @Test
    void a_day_ends_at_midnight_in_utc() {
        var quota = new Quota(1, Duration.ofDays(1));

        assertThat(quota.take(MIDNIGHT.minusSeconds(1))).isTrue();
        assertThat(quota.take(MIDNIGHT)).isTrue();
        assertThat(quota.take(MIDNIGHT.plus(Duration.ofHours(23)))).isFalse();
    }
}
