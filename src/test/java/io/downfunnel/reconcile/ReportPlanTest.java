package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.OwnClicks;
import io.downfunnel.platform.Descriptor.Capability;

import static org.assertj.core.api.Assertions.assertThat;

class ReportPlanTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NIGHT = Instant.parse("2026-11-20T04:30:00Z");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
    private static final Set<Capability> EVERYTHING = EnumSet.allOf(Capability.class);
    private static final OwnClicks NEW = new OwnClicks(1, 0);
    private static final OwnClicks NOT_FOUND = new OwnClicks(0, 1);

    private final ReportPlan plan = new ReportPlan(Period.ofMonths(13));
    private final Map<LocalDate, Instant> cost = new HashMap<>();
    private final Map<LocalDate, Instant> counted = new HashMap<>();
    private final Map<LocalDate, Instant> clicks = new HashMap<>();
    private final Map<LocalDate, Instant> leads = new HashMap<>();
    private final Map<LocalDate, OwnClicks> own = new HashMap<>();

    private List<Ask> asks(Set<Capability> can, ZoneId zone, Instant now) {
        return plan.ofItsDays(can, new ReportPlan.Books(cost, counted, clicks, leads, own), zone, now);
    }

    private List<Ask> asks(AdQuestion question) {
        return asks(EVERYTHING, BERLIN, NIGHT).stream()
                .filter(ask -> ask.question() == question)
                .toList();
    }

    private static List<String> spans(List<Ask> asks) {
        return asks.stream().map(ask -> ask.days().orElseThrow().toString()).toList();
    }

    private void allRead(Instant at) {
        new Days(TODAY.minusMonths(13), TODAY).each().forEach(day -> {
            cost.put(day, at);
            counted.put(day, at);
            leads.put(day, at);
        });
    }

    @Test
    void at_first_the_last_thirty_days_are_read_and_then_the_past_the_newest_month_first() {
        assertThat(spans(asks(AdQuestion.COST)))
                .startsWith("2026-10-22 to 2026-11-20", "2026-10-01 to 2026-10-21", "2026-09-01 to 2026-09-30")
                .endsWith("2025-11-01 to 2025-11-30", "2025-10-20 to 2025-10-31")
                .hasSize(14);
        assertThat(spans(asks(AdQuestion.COUNTED))).isEqualTo(spans(asks(AdQuestion.COST)));
    }

    @Test
    void each_day_of_thirteen_months_is_read_exactly_once_at_first() {
        var days = asks(AdQuestion.COST).stream()
                .flatMap(ask -> ask.days().orElseThrow().each())
                .toList();

        assertThat(days).doesNotHaveDuplicates().hasSize((int) new Days(TODAY.minusMonths(13), TODAY).count());
    }

    @Test
    void the_next_night_only_the_days_that_may_change_are_read_again() {
        allRead(NIGHT.minus(Duration.ofHours(24)));

        assertThat(spans(asks(AdQuestion.COST))).containsExactly("2026-10-22 to 2026-11-20");
        assertThat(spans(asks(AdQuestion.COUNTED))).containsExactly("2026-10-22 to 2026-11-20");
    }

    @Test
    void what_was_read_a_few_hours_ago_is_not_read_again() {
        allRead(NIGHT.minus(Duration.ofHours(5)));

        assertThat(asks(EVERYTHING, BERLIN, NIGHT)).isEmpty();
    }

    @Test
    void one_report_that_failed_last_night_does_not_make_the_other_start_anew() {
        allRead(NIGHT.minus(Duration.ofHours(24)));
        new Days(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-31"))
                .each()
                .forEach(counted::remove);

        assertThat(spans(asks(AdQuestion.COST))).hasSize(1);
        assertThat(spans(asks(AdQuestion.COUNTED)))
                .containsExactly("2026-10-22 to 2026-11-20", "2026-03-01 to 2026-03-31");
    }

    @Test
    void after_two_months_without_a_node_the_gap_is_closed() {
        allRead(NIGHT.minus(Duration.ofDays(61)));
        new Days(TODAY.minusDays(60), TODAY).each().forEach(cost::remove);

        assertThat(spans(asks(AdQuestion.COST)))
                .containsExactly("2026-10-22 to 2026-11-20", "2026-10-01 to 2026-10-21", "2026-09-21 to 2026-09-30");
    }

    @Test
    void today_is_that_of_the_account() {
        var losAngeles =
                asks(EVERYTHING, ZoneId.of("America/Los_Angeles"), NIGHT).getFirst();

        assertThat(losAngeles.days()).contains(new Days(LocalDate.parse("2026-10-21"), LocalDate.parse("2026-11-19")));
    }

    @Test
    void clicks_are_asked_for_only_on_days_with_clicks_of_ours_and_what_the_platform_forgets_next_comes_first() {
        own.put(TODAY, NEW);
        own.put(TODAY.minusDays(40), NEW);
        own.put(TODAY.minusDays(89), NEW);
        own.put(TODAY.minusDays(90), NEW);

        assertThat(spans(asks(AdQuestion.CLICKS)))
                .containsExactly("2026-08-23 to 2026-08-23", "2026-10-11 to 2026-10-11", "2026-11-20 to 2026-11-20");
    }

    @Test
    void a_day_that_was_read_when_it_was_whole_is_not_asked_for_again() {
        var day = LocalDate.parse("2026-11-10");
        own.put(day, NOT_FOUND);
        clicks.put(day, Instant.parse("2026-11-14T04:30:00Z"));

        assertThat(asks(AdQuestion.CLICKS)).isEmpty();
    }

    @Test
    void a_day_that_was_read_too_early_is_asked_for_again_while_clicks_of_ours_are_missing() {
        var day = LocalDate.parse("2026-11-10");
        own.put(day, NOT_FOUND);
        clicks.put(day, Instant.parse("2026-11-13T04:30:00Z"));

        assertThat(spans(asks(AdQuestion.CLICKS))).containsExactly("2026-11-10 to 2026-11-10");
    }

    @Test
    void a_click_that_became_known_later_makes_its_day_be_asked_for_again() {
        var day = LocalDate.parse("2026-09-10");
        own.put(day, new OwnClicks(1, 3));
        clicks.put(day, Instant.parse("2026-09-20T04:30:00Z"));

        assertThat(spans(asks(AdQuestion.CLICKS))).containsExactly("2026-09-10 to 2026-09-10");
    }

    @Test
    void form_responses_are_asked_for_as_long_as_linkedin_keeps_them_and_no_longer() {
        assertThat(spans(asks(AdQuestion.LEADS)))
                .startsWith("2026-10-22 to 2026-11-20", "2026-10-01 to 2026-10-21")
                .endsWith("2025-12-01 to 2025-12-31", "2025-11-21 to 2025-11-30");
        assertThat(asks(AdQuestion.LEADS).stream()
                        .flatMap(ask -> ask.days().orElseThrow().each()))
                .doesNotHaveDuplicates()
                .hasSize(365);
    }

    @Test
    void what_an_account_cannot_tell_is_not_asked() {
        own.put(TODAY, NEW);

        assertThat(asks(EnumSet.of(Capability.REPORTS_COST), BERLIN, NIGHT))
                .extracting(Ask::question)
                .containsOnly(AdQuestion.COST);
        assertThat(asks(EnumSet.of(Capability.LISTS_ACTIONS), BERLIN, NIGHT)).isEmpty();
        assertThat(plan.ofTheAccount(EnumSet.of(Capability.LISTS_ACTIONS), Map.of(), NIGHT))
                .containsExactly(Ask.about(AdQuestion.ACTIONS));
    }

    @Test
    void the_account_is_asked_who_it_is_every_time_and_the_rest_once_a_night() {
        var lately = NIGHT.minus(Duration.ofHours(1));
        var answered = new EnumMap<AdQuestion, Instant>(Map.of(
                AdQuestion.ACCOUNT, lately,
                AdQuestion.ACTIONS, lately,
                AdQuestion.DIAGNOSTICS, NIGHT.minus(Duration.ofHours(24))));

        assertThat(plan.ofTheAccount(EVERYTHING, answered, NIGHT))
                .containsExactly(Ask.about(AdQuestion.ACCOUNT), Ask.about(AdQuestion.DIAGNOSTICS));
    }

    @Property(tries = 200)
    void the_budget_is_never_overspent_and_nothing_is_forgotten(@ForAll @IntRange(min = 0, max = 200) int left) {
        var all = plan.ofItsDays(
                EVERYTHING,
                new ReportPlan.Books(
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        new Days(TODAY.minusDays(89), TODAY).each().collect(Collectors.toMap(day -> day, day -> NEW))),
                BERLIN,
                NIGHT);

        var tonight = ReportPlan.within(left, all);

        assertThat(tonight.asks().stream().mapToInt(Ask::operations).sum()).isLessThanOrEqualTo(left);
        assertThat(tonight.asks().size() + tonight.later().size()).isEqualTo(all.size());
        assertThat(tonight.later())
                .as("what is left over would not have fitted")
                .satisfies(later -> assertThat(later.isEmpty()
                                || tonight.asks().stream()
                                                        .mapToInt(Ask::operations)
                                                        .sum()
                                                + later.getFirst().operations()
                                        > left)
                        .isTrue());
    }
}
