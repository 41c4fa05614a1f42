package io.downfunnel.convert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.platform.Descriptor;

import static org.assertj.core.api.Assertions.assertThat;

/** When a click still counts, when it is old enough, and when it is too late: to the second on both sides of each border. */
class WindowLawsTest {
    private static final Instant CLICK = Instant.parse("2026-03-01T10:00:00Z");
    private static final ConversionKey KEY = ConversionKey.of("00D", "00Q", "google", "won", 1);
    private static final Match.Source LEAD = new Match.Source(CrmObject.LEAD, "00Q", Match.Rule.LEAD_ITSELF);

    /**
     * @param platform whose limits hold
     * @param window of the mapping
     * @param event after the click
     * @param now after the event
     */
    record Moment(Descriptor platform, Duration window, Duration event, Duration now) {
        Instant occurredAt() {
            return CLICK.plus(event);
        }

        Instant at() {
            return occurredAt().plus(now);
        }

        /** What is shorter: the mapping's window or the platform's. */
        Instant windowEnds() {
            return CLICK.plus(window.compareTo(platform.longestWindow()) < 0 ? window : platform.longestWindow());
        }

        Instant tooOldFrom() {
            return occurredAt().plus(platform.oldestEvent());
        }
    }

    @Property(tries = 3_000)
    void what_is_sent_counts_and_what_counts_is_sent(@ForAll("moments") Moment moment) {
        var decision = decide(moment);
        var open = !moment.occurredAt().isAfter(moment.windowEnds())
                && moment.at().isBefore(moment.windowEnds())
                && moment.at().isBefore(moment.tooOldFrom());

        assertThat(decision.event().isPresent()).isEqualTo(open);
        if (!open) {
            assertThat(decision.state()).isEqualTo(ConversionState.EXCLUDED);
            assertThat(decision.reason().orElseThrow()).isIn(Reason.WINDOW_CLOSED, Reason.EVENT_TOO_OLD);
        }
    }

    @Property(tries = 3_000)
    void a_conversion_expires_at_the_first_of_its_borders_and_not_before_it_is_sent(@ForAll("moments") Moment moment) {
        var decision = decide(moment);
        if (decision.event().isEmpty()) {
            return;
        }
        var first = moment.windowEnds().isBefore(moment.tooOldFrom()) ? moment.windowEnds() : moment.tooOldFrom();

        assertThat(decision.expiresAt()).isEqualTo(first).isAfter(moment.at());
    }

    @Property(tries = 3_000)
    void nothing_goes_before_its_click_is_old_enough(@ForAll("moments") Moment moment) {
        var decision = decide(moment);
        if (decision.event().isEmpty()) {
            return;
        }
        var oldEnough = CLICK.plus(moment.platform().minimumClickAge());

        if (moment.at().isBefore(oldEnough)) {
            assertThat(decision.state()).isEqualTo(ConversionState.DELAYED);
            assertThat(decision.dueAt()).contains(oldEnough);
        } else {
            assertThat(decision.state()).isEqualTo(ConversionState.READY);
        }
    }

    @Property(tries = 500)
    void a_longer_window_takes_no_conversion_away(
            @ForAll("moments") Moment moment, @ForAll @IntRange(min = 0, max = 100) int days) {
        var longer = new Moment(moment.platform(), moment.window().plusDays(days), moment.event(), moment.now());

        if (decide(moment).event().isPresent()) {
            assertThat(decide(longer).event()).isPresent();
            assertThat(decide(longer).expiresAt())
                    .isAfterOrEqualTo(decide(moment).expiresAt());
        }
    }

    private static Decision decide(Moment moment) {
        var click = new Click(
                new ClickId(moment.platform().clickIds().getFirst(), "TeSt-click-1"), CLICK, Click.Dating.RECORDED);
        var mapping = new ConversionMapping(
                "Won",
                "won",
                moment.platform().id(),
                "7000000003",
                new ValueRule.None(),
                List.of(ConversionMapping.Identifier.GCLID, ConversionMapping.Identifier.LI_FAT_ID),
                new ConsentRule(
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Set.of(),
                        ConsentRule.WhenMissing.SEND_UNSPECIFIED),
                ConversionMapping.Count.ONCE,
                Duration.ZERO,
                moment.window(),
                ConversionMapping.Afterwards.NOTHING);
        var event = new StageEvent(
                "00Q",
                "won",
                1,
                CrmObject.LEAD,
                "00Q",
                moment.occurredAt(),
                StageEvent.Evidence.HISTORY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var match = new Match(
                List.of(new Match.MatchedClick(click, LEAD, Match.Fit.FITS)),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());
        return new Planner(mapping, moment.platform()).decide(event, match, KEY, moment.at());
    }

    /** Most of them a second beside a border. */
    @Provide
    Arbitrary<Moment> moments() {
        var platforms = Arbitraries.of(SomePlatforms.GOOGLE, SomePlatforms.LINKEDIN);
        var windows = Arbitraries.of(1, 7, 30, 89, 90, 91, 180, 365, 400).map(Duration::ofDays);
        return net.jqwik.api.Combinators.combine(platforms, windows, spans(), spans())
                .as(Moment::new);
    }

    private static Arbitrary<Duration> spans() {
        var borders = Arbitraries.of(0, 6, 24, 7 * 24, 30 * 24, 89 * 24, 90 * 24, 91 * 24, 180 * 24, 365 * 24)
                .map(Duration::ofHours);
        var beside = Arbitraries.of(0, 0, 1, 2, 3_600).map(Duration::ofSeconds);
        return Arbitraries.oneOf(
                net.jqwik.api.Combinators.combine(borders, beside).as(Duration::plus),
                net.jqwik.api.Combinators.combine(borders, beside)
                        .as((border, little) -> border.compareTo(little) > 0 ? border.minus(little) : border),
                Arbitraries.longs().between(0, 400L * 24 * 3_600).map(Duration::ofSeconds));
    }
}
