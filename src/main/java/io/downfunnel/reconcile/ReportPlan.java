package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.OwnClicks;
import io.downfunnel.platform.Descriptor.Capability;

/**
 * What is asked of an ad account tonight, the most useful first: the last days anew, since platforms change the past; then
 * single clicks, which they soon forget; then the past, the newest month first. What was read is known from the books.
 *
 * @param history how far back cost and counts are read
 */
record ReportPlan(Period history) {
    /** Conversions are dated back to their click, and invalid clicks are taken out (google.md §3.9). */
    static final int CHANGING_DAYS = 30;
    /** So long a platform knows single clicks (google.md §3.6). */
    static final int CLICK_DAYS = 90;
    /** A day of clicks is whole so many days after its end. */
    private static final int CLICKS_SETTLE = 3;
    /** So long LinkedIn keeps what was filled in (linkedin.md §6). */
    static final int LEAD_DAYS = 365;
    /**
     * Responses of yesterday and today are looked for before conversions are made, but not more often than this: the day's
     * operations are for the night's reports too.
     */
    static final Duration NEWS = Duration.ofMinutes(30);
    /** Whoever presses a button several times a day does not spend the quota of the night. */
    static final Duration FRESH = Duration.ofHours(6);

    /**
     * What the record has of an account.
     *
     * @param cost when each day was read
     * @param counted the same
     * @param clicks the same
     * @param leads the same
     * @param own clicks of ours that are not found, by day
     */
    record Books(
            Map<LocalDate, Instant> cost,
            Map<LocalDate, Instant> counted,
            Map<LocalDate, Instant> clicks,
            Map<LocalDate, Instant> leads,
            Map<LocalDate, OwnClicks> own) {

        Map<LocalDate, Instant> of(AdQuestion question) {
            return switch (question) {
                case COST -> cost;
                case COUNTED -> counted;
                case CLICKS -> clicks;
                case LEADS -> leads;
                case ACCOUNT, ACTIONS, DIAGNOSTICS -> Map.of();
            };
        }
    }

    /** @param later what the budget has no room for */
    record Tonight(List<Ask> asks, List<Ask> later) {}

    /** Is it a question that this account answers? */
    static boolean answers(Set<Capability> can, AdQuestion question) {
        return switch (question) {
            case ACCOUNT ->
                can.contains(Capability.REPORTS_COST)
                        || can.contains(Capability.REPORTS_COUNTED)
                        || can.contains(Capability.REPORTS_CLICKS)
                        || can.contains(Capability.REPORTS_LEADS);
            case ACTIONS -> can.contains(Capability.LISTS_ACTIONS);
            case DIAGNOSTICS -> can.contains(Capability.DIAGNOSES);
            case COST -> can.contains(Capability.REPORTS_COST);
            case COUNTED -> can.contains(Capability.REPORTS_COUNTED);
            case CLICKS -> can.contains(Capability.REPORTS_CLICKS);
            case LEADS -> can.contains(Capability.REPORTS_LEADS);
        };
    }

    /** What has no days. The account itself comes first, always: whose days they are, and where these begin. */
    List<Ask> ofTheAccount(Set<Capability> can, Map<AdQuestion, Instant> answered, Instant now) {
        return Stream.of(AdQuestion.ACCOUNT, AdQuestion.ACTIONS, AdQuestion.DIAGNOSTICS)
                .filter(question -> answers(can, question))
                .filter(question -> question == AdQuestion.ACCOUNT || !fresh(answered.get(question), now))
                .map(Ask::about)
                .toList();
    }

    /** @param zone of the account */
    List<Ask> ofItsDays(Set<Capability> can, Books books, ZoneId zone, Instant now) {
        var today = LocalDate.ofInstant(now, zone);
        var daily = Stream.of(AdQuestion.LEADS, AdQuestion.COST, AdQuestion.COUNTED)
                .filter(question -> answers(can, question))
                .toList();
        var asks = new ArrayList<Ask>();
        daily.stream()
                .filter(question -> changing(today)
                        .each()
                        .anyMatch(day -> !fresh(books.of(question).get(day), now)))
                .map(question -> Ask.about(question, changing(today)))
                .forEach(asks::add);
        if (answers(can, AdQuestion.CLICKS)) {
            clickDays(books, zone, now)
                    .map(day -> Ask.about(AdQuestion.CLICKS, Days.only(day)))
                    .forEach(asks::add);
        }
        asks.addAll(past(daily, books, today));
        return asks;
    }

    /** Who filled in a form just now, and at first everybody whom the platform still knows of. */
    List<Ask> leads(Books books, ZoneId zone, Instant now) {
        var today = LocalDate.ofInstant(now, zone);
        var news = new Days(today.minusDays(1), today);
        if (!books.leads().containsKey(news.first())) {
            var asks = new ArrayList<>(List.of(Ask.about(AdQuestion.LEADS, changing(today))));
            asks.addAll(past(List.of(AdQuestion.LEADS), books, today));
            return asks;
        }
        return news.each().anyMatch(day -> !fresh(books.leads().get(day), now, NEWS))
                ? List.of(Ask.about(AdQuestion.LEADS, news))
                : List.of();
    }

    private static Days changing(LocalDate today) {
        return new Days(today.minusDays(CHANGING_DAYS - 1), today);
    }

    /** The days for which clicks can still be asked for. */
    static Days clickDays(LocalDate today) {
        return new Days(today.minusDays(CLICK_DAYS - 1), today);
    }

    /** Those on which we have clicks that the platform may know; what it forgets next comes first. */
    private static Stream<LocalDate> clickDays(Books books, ZoneId zone, Instant now) {
        var known = clickDays(LocalDate.ofInstant(now, zone));
        return books.own().entrySet().stream()
                .filter(own -> known.contains(own.getKey()))
                .filter(own -> {
                    var read = books.clicks().get(own.getKey());
                    return own.getValue().neverSought() > 0
                            ? !fresh(read, now)
                            : mayTurnUp(own.getKey(), read, zone, now);
                })
                .map(Map.Entry::getKey)
                .sorted();
    }

    private static boolean mayTurnUp(LocalDate day, Instant read, ZoneId zone, Instant now) {
        var settled = day.plusDays(1 + CLICKS_SETTLE).atStartOfDay(zone).toInstant();
        return read == null || read.isBefore(settled) && !fresh(read, now);
    }

    /** Days that were never read, a month at a time, as the calendar has them. */
    private List<Ask> past(List<AdQuestion> daily, Books books, LocalDate today) {
        return daily.stream()
                .flatMap(question -> missing(first(question, today), today.minusDays(CHANGING_DAYS), books.of(question))
                        .map(days -> Ask.about(question, days)))
                .sorted(Comparator.comparing(
                        (Ask ask) -> YearMonth.from(ask.days().orElseThrow().first()), Comparator.reverseOrder()))
                .toList();
    }

    private LocalDate first(AdQuestion question, LocalDate today) {
        var first = today.minus(history);
        var told = today.minusDays(LEAD_DAYS - 1);
        return question == AdQuestion.LEADS && first.isBefore(told) ? told : first;
    }

    private static Stream<Days> missing(LocalDate first, LocalDate last, Map<LocalDate, Instant> read) {
        return first.isAfter(last) ? Stream.empty() : missing(new Days(first, last), read).values().stream();
    }

    private static NavigableMap<YearMonth, Days> missing(Days all, Map<LocalDate, Instant> read) {
        var months = new TreeMap<YearMonth, Days>(Comparator.reverseOrder());
        all.each()
                .filter(day -> !read.containsKey(day))
                .forEach(day -> months.merge(
                        YearMonth.from(day), Days.only(day), (before, only) -> new Days(before.first(), only.last())));
        return months;
    }

    private static boolean fresh(Instant read, Instant now) {
        return fresh(read, now, FRESH);
    }

    private static boolean fresh(Instant read, Instant now, Duration life) {
        return read != null && read.plus(life).isAfter(now);
    }

    /** @param left operations that may still be used */
    static Tonight within(long left, List<Ask> asks) {
        int fits = 0;
        long operations = 0;
        while (fits < asks.size() && operations + asks.get(fits).operations() <= left) {
            operations += asks.get(fits).operations();
            fits++;
        }
        return new Tonight(asks.subList(0, fits), asks.subList(fits, asks.size()));
    }
}
