package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.deliver.QuotaPlan.Share;
import io.downfunnel.platform.Descriptor.Day;
import io.downfunnel.platform.Descriptor.Pace;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaPlanTest {
    private static final Instant MORNING = Instant.parse("2026-11-22T06:00:00Z");
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final QuotaPlan LIKE_GOOGLE =
            new QuotaPlan(new Pace(10, 300, 100_000, Day.ANY), 1, 2_000, AN_HOUR, 10);
    private static final QuotaPlan BY_UTC = new QuotaPlan(new Pace(2, 600, 500_000), 1, 5_000, AN_HOUR, 10);

    @Test
    void an_ordinary_night_is_sent_one_event_a_request() {
        assertThat(LIKE_GOOGLE.share(18_000, 0, MORNING)).isEqualTo(new Share.Anything(90_000, 1));
    }

    @Test
    void a_backlog_that_would_take_too_long_is_sent_in_groups() {
        assertThat(LIKE_GOOGLE.share(18_001, 0, MORNING)).isEqualTo(new Share.Anything(90_000, 2));
        assertThat(LIKE_GOOGLE.share(180_000, 0, MORNING)).isEqualTo(new Share.Anything(90_000, 10));
    }

    @Test
    void few_requests_left_make_larger_groups() {
        assertThat(LIKE_GOOGLE.share(1_000, 89_990, MORNING)).isEqualTo(new Share.Anything(10, 100));
    }

    @Test
    void shortly_before_the_day_ends_a_group_is_as_large_as_the_minutes_left_ask_for() {
        var lastMinute = Instant.parse("2026-11-22T23:59:00Z");

        assertThat(BY_UTC.share(1_200, 0, lastMinute)).isEqualTo(new Share.Anything(450_000, 2));
    }

    @Test
    void the_last_tenth_of_a_day_is_kept_for_what_cannot_wait() {
        assertThat(LIKE_GOOGLE.share(5, 89_999, MORNING)).isEqualTo(new Share.Anything(1, 5));
        assertThat(LIKE_GOOGLE.share(5, 90_000, MORNING)).isEqualTo(new Share.Pressing(10_000, 1));
    }

    @Test
    void what_is_used_up_is_used_up() {
        assertThat(LIKE_GOOGLE.share(5, 100_000, MORNING)).isEqualTo(new Share.Nothing());
        assertThat(LIKE_GOOGLE.share(5, 100_017, MORNING)).isEqualTo(new Share.Nothing());
    }

    @Test
    void where_the_vendor_counts_by_the_day_there_is_more_at_midnight_utc() {
        assertThat(BY_UTC.dayBegan(MORNING)).isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(BY_UTC.moreAt(MORNING)).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
    }

    @Test
    void where_the_vendor_does_not_say_when_its_day_begins_any_24_hours_are_a_day() {
        assertThat(LIKE_GOOGLE.dayBegan(MORNING)).isEqualTo(Instant.parse("2026-11-21T06:00:00Z"));
    }

    @Test
    void what_expires_before_the_next_day_is_over_its_first_hour_cannot_wait() {
        assertThat(BY_UTC.pressingUntil(MORNING)).isEqualTo(Instant.parse("2026-11-23T01:00:00Z"));
    }

    @Property
    void a_group_is_never_larger_than_the_platform_takes_nor_empty(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long backlog,
            @ForAll @LongRange(min = 0, max = 89_999) long used) {
        assertThat(anything(backlog, used).groupSize()).isBetween(1, 2_000);
    }

    @Property
    void a_backlog_that_fits_into_what_is_left_of_the_day_and_of_its_hour_is_done_in_it(
            @ForAll @LongRange(min = 0, max = 2_000_000) long backlog,
            @ForAll @LongRange(min = 0, max = 89_999) long used) {
        var share = anything(backlog, used);
        long requests = Math.min(share.requests(), 300 * 60);

        assertThat(share.groupSize() == 2_000 || share.groupSize() * requests >= backlog)
                .isTrue();
    }

    @Property
    void no_group_is_larger_than_it_must_be(
            @ForAll @LongRange(min = 0, max = 2_000_000) long backlog,
            @ForAll @LongRange(min = 0, max = 89_999) long used) {
        var share = anything(backlog, used);
        long requests = Math.min(share.requests(), 300 * 60);

        assertThat(share.groupSize() == 1 || (share.groupSize() - 1) * requests < backlog)
                .isTrue();
    }

    @Property
    void nobody_spends_more_in_a_day_than_there_is(@ForAll @IntRange(min = 0, max = 200_000) int used) {
        long more = switch (LIKE_GOOGLE.share(1_000_000, used, MORNING)) {
            case Share.Anything(var requests, var size) -> requests;
            case Share.Pressing(var requests, var size) -> requests;
            case Share.Nothing() -> 0;
        };

        assertThat(used + more).isLessThanOrEqualTo(Math.max(used, 100_000));
    }

    private static Share.Anything anything(long backlog, long used) {
        return (Share.Anything) LIKE_GOOGLE.share(backlog, used, MORNING);
    }
}
