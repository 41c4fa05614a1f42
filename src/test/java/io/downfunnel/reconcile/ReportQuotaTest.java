package io.downfunnel.reconcile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.OwnClicks;
import io.downfunnel.platform.Descriptor.Capability;

import static org.assertj.core.api.Assertions.assertThat;

/** The figures of docs/operating.md about quotas are those of the rules and their defaults. */
class ReportQuotaTest {
    private static final Path PAGE = Path.of("docs/operating.md");
    private static final Instant FIRST_NIGHT = Instant.parse("2026-11-20T05:30:00Z");
    /** Of Google, whose quota it is. */
    private static final Set<Capability> EVERYTHING = EnumSet.complementOf(EnumSet.of(Capability.REPORTS_LEADS));

    private static final int EXPLORER = 2_880;
    private static final int BASIC = 15_000;

    private static final ReportsConfig CONFIG =
            new SmallRyeConfigBuilder().withMapping(ReportsConfig.class).build().getConfigMapping(ReportsConfig.class);

    private final Map<LocalDate, Instant> cost = new HashMap<>();
    private final Map<LocalDate, Instant> counted = new HashMap<>();
    private final Map<LocalDate, Instant> clicks = new HashMap<>();
    private final Map<AdQuestion, Instant> answered = new EnumMap<>(AdQuestion.class);
    private final Map<LocalDate, OwnClicks> own = new HashMap<>();

    /** Every day has clicks of ours, and some of them are never found: nothing asks for more. */
    private List<Ask> night(int number) {
        var now = FIRST_NIGHT.plus(Duration.ofDays(number));
        var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        ReportPlan.clickDays(today)
                .each()
                .forEach(day -> own.merge(
                        day,
                        new OwnClicks(1, 0),
                        (known, more) -> clicks.containsKey(day) ? new OwnClicks(0, 1) : more));
        own.put(today, new OwnClicks(1, 0));
        var plan = new ReportPlan(CONFIG.history());
        var asks = new ArrayList<>(plan.ofTheAccount(EVERYTHING, answered, now));
        asks.addAll(plan.ofItsDays(
                EVERYTHING, new ReportPlan.Books(cost, counted, clicks, Map.of(), own), ZoneOffset.UTC, now));
        asks.forEach(ask -> keep(ask, now));
        return asks;
    }

    private void keep(Ask ask, Instant now) {
        switch (ask.question()) {
            case COST -> ask.days().orElseThrow().each().forEach(day -> cost.put(day, now));
            case COUNTED -> ask.days().orElseThrow().each().forEach(day -> counted.put(day, now));
            case CLICKS -> ask.days().orElseThrow().each().forEach(day -> clicks.put(day, now));
            case LEADS -> throw new AssertionError("Google tells of no form responses");
            case ACCOUNT, ACTIONS, DIAGNOSTICS -> answered.put(ask.question(), now);
        }
    }

    private static int operations(List<Ask> asks, AdQuestion question) {
        return asks.stream()
                .filter(ask -> ask.question() == question)
                .mapToInt(Ask::operations)
                .sum();
    }

    private static int operations(List<Ask> asks) {
        return asks.stream().mapToInt(Ask::operations).sum();
    }

    @Test
    void the_page_says_what_each_question_takes_and_all_of_them_of_each_quota() throws IOException {
        var first = night(0);
        List<Ask> usual = List.of();
        for (int number = 1; number <= 10; number++) {
            usual = night(number);
        }
        var page = Files.readString(PAGE);
        for (var question : EnumSet.complementOf(EnumSet.of(AdQuestion.LEADS))) {
            assertThat(page).contains(row(question, operations(first, question), operations(usual, question)));
        }
        assertThat(page).contains("| Together | | %d | %d |".formatted(operations(first), operations(usual)));
        assertThat(page).contains(quota("Google, Explorer access", EXPLORER, first, usual));
        assertThat(page).contains(quota("Google, Basic access", BASIC, first, usual));
    }

    private static String row(AdQuestion question, int first, int usual) {
        return "`%s` | %d | %d | %d |".formatted(question.text(), question.operations(), first, usual);
    }

    private static String quota(String name, int quota, List<Ask> first, List<Ask> usual) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %d (%.1f %%) | %d (%.1f %%) | %d (%.1f %%) |",
                name,
                quota,
                operations(first),
                100.0 * operations(first) / quota,
                operations(usual),
                100.0 * operations(usual) / quota,
                CONFIG.operationsPerDay(),
                100.0 * CONFIG.operationsPerDay() / quota);
    }

    @Test
    void the_first_night_fits_into_the_budget_and_the_budget_leaves_most_of_the_quota_to_others() {
        assertThat(operations(night(0))).isLessThan(CONFIG.operationsPerDay());
        assertThat(CONFIG.operationsPerDay()).isLessThan(EXPLORER / 5);
    }
}
