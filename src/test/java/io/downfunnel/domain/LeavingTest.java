package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Retention.What;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.EXCLUDED;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What of the personal data may go, and when. */
class LeavingTest {
    private static final Instant NOW = Instant.parse("2026-11-28T04:00:00Z");
    private static final Map<String, Duration> ADJUSTABLE =
            Map.of("google", Duration.ofDays(54), "linkedin", Duration.ZERO);

    private final Retention usual = new Retention(Map.of(What.PAYLOADS, 30, What.IDENTIFIERS, 25));

    @Test
    void what_was_sent_goes_thirty_days_after_its_conversion_came_to_its_end() {
        assertThat(goes(linkedin(VERIFIED, 31))).isTrue();
        assertThat(goes(linkedin(VERIFIED, 30))).isFalse();
    }

    @Test
    void it_stays_for_as_long_as_the_platform_takes_changes_of_the_conversion() {
        assertThat(goes(new Ended(VERIFIED, false, ago(40), "google", ago(50), ago(-40), false)))
                .isFalse();
        assertThat(goes(new Ended(VERIFIED, false, ago(40), "google", ago(54), ago(-36), false)))
                .isTrue();
    }

    @Test
    void of_a_platform_that_is_gone_nobody_knows_and_it_stays_for_ninety_days() {
        assertThat(goes(new Ended(VERIFIED, false, ago(80), "acme", ago(89), ago(1), false)))
                .isFalse();
        assertThat(goes(new Ended(VERIFIED, false, ago(80), "acme", ago(90), ago(1), false)))
                .isTrue();
    }

    @Test
    void it_stays_while_something_is_to_be_decided_about_it() {
        assertThat(goes(new Ended(VERIFIED, false, ago(100), "linkedin", ago(120), ago(30), true)))
                .isFalse();
    }

    @Test
    void what_was_taken_in_has_ended_where_no_verdict_comes() {
        assertThat(goes(new Ended(ACCEPTED, true, ago(100), "linkedin", ago(120), ago(30), false)))
                .isTrue();
        assertThat(goes(new Ended(ACCEPTED, false, ago(100), "linkedin", ago(120), ago(30), false)))
                .isFalse();
    }

    @Test
    void what_was_excluded_has_ended_once_the_platform_would_not_count_it() {
        assertThat(goes(new Ended(EXCLUDED, false, ago(80), "linkedin", ago(89), ago(-1), false)))
                .isFalse();
        assertThat(goes(new Ended(EXCLUDED, false, ago(80), "linkedin", ago(90), ago(0), false)))
                .isTrue();
    }

    @Test
    void identifiers_go_twenty_five_months_after_the_crm_last_changed_their_record() {
        assertThat(rule(usual).identifiers(Instant.parse("2024-10-28T03:59:59Z"), List.of()))
                .isTrue();
        assertThat(rule(usual).identifiers(Instant.parse("2024-10-28T04:00:00Z"), List.of()))
                .isFalse();
    }

    @Test
    void identifiers_stay_while_a_single_conversion_may_still_be_sent_or_changed() {
        var over = linkedin(VERIFIED, 800);

        assertThat(rule(usual).identifiers(ago(800), List.of(over, over))).isTrue();
        assertThat(rule(usual).identifiers(ago(800), List.of(over, linkedin(ConversionState.HELD, 800))))
                .isFalse();
        assertThat(rule(usual)
                        .identifiers(
                                ago(800),
                                List.of(over, new Ended(VERIFIED, false, ago(10), "google", ago(20), ago(-70), false))))
                .isFalse();
    }

    @Test
    void what_is_kept_for_good_never_goes() {
        var forGood = rule(new Retention(Map.of()));

        assertThat(forGood.payload(linkedin(VERIFIED, 10_000))).isFalse();
        assertThat(forGood.identifiers(ago(10_000), List.of())).isFalse();
    }

    @Test
    void reports_look_thirteen_months_back_so_identifiers_are_kept_for_fourteen_at_least() {
        assertThatThrownBy(() -> new Retention(Map.of(What.IDENTIFIERS, 13))).hasMessage("Less than 14 months");
        assertThat(new Retention(Map.of(What.IDENTIFIERS, 14)).period(What.IDENTIFIERS))
                .contains(14);
    }

    @Test
    void less_time_is_shorter_and_any_time_is_shorter_than_for_good() {
        var forGood = new Retention(Map.of());
        var shorter = new Retention(Map.of(What.PAYLOADS, 7));

        assertThat(shorter.shorter(What.PAYLOADS, usual)).isTrue();
        assertThat(usual.shorter(What.PAYLOADS, shorter)).isFalse();
        assertThat(usual.shorter(What.PAYLOADS, usual)).isFalse();
        assertThat(usual.shorter(What.PAYLOADS, forGood)).isTrue();
        assertThat(forGood.shorter(What.PAYLOADS, usual)).isFalse();
    }

    @Property
    void nothing_goes_of_what_may_still_become_something(
            @ForAll ConversionState state, @ForAll boolean awaited, @ForAll @IntRange(max = 2_000) int days) {
        var conversion = new Ended(state, false, ago(days), "google", ago(days), ago(days - 90), awaited);
        var mayBeSent = state == ConversionState.EXCLUDED && days < 90
                || state == ACCEPTED
                || state == ConversionState.DELAYED
                || state == ConversionState.HELD
                || state == ConversionState.READY
                || state == ConversionState.IN_FLIGHT
                || state == ConversionState.UNKNOWN
                || state == ConversionState.NEEDS_YOU;

        if (mayBeSent || awaited || days < 54) {
            assertThat(goes(conversion)).isFalse();
            assertThat(rule(usual).identifiers(ago(2_000), List.of(conversion))).isFalse();
        }
    }

    @Property
    void what_may_go_may_go_ever_after_and_by_every_shorter_period(
            @ForAll ConversionState state,
            @ForAll @IntRange(max = 400) int days,
            @ForAll @IntRange(max = 400) int later,
            @ForAll @IntRange(min = 1, max = 30) int shorter) {
        var conversion = new Ended(state, false, ago(days), "google", ago(days), ago(days - 90), false);

        if (goes(conversion)) {
            assertThat(new Leaving(usual, ADJUSTABLE, NOW.plus(Duration.ofDays(later))).payload(conversion))
                    .isTrue();
            assertThat(rule(new Retention(Map.of(What.PAYLOADS, shorter))).payload(conversion))
                    .isTrue();
        }
    }

    private boolean goes(Ended conversion) {
        return rule(usual).payload(conversion);
    }

    private static Leaving rule(Retention retention) {
        return new Leaving(retention, ADJUSTABLE, NOW);
    }

    private static Ended linkedin(ConversionState state, int days) {
        return new Ended(state, false, ago(days), "linkedin", ago(days + 5), ago(days - 85), false);
    }

    private static Instant ago(int days) {
        return NOW.minus(Duration.ofDays(days));
    }
}
