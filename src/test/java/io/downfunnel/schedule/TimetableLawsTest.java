package io.downfunnel.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.scheduler.Scheduled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

/** The timetable in every time zone of the world, in the days around every change of its clocks. */
class TimetableLawsTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2028-01-01T00:00:00Z");
    private static final Duration AROUND = Duration.ofDays(3);
    private static final Duration NEAR = Duration.ofHours(5);

    record Change(String zone, Instant at) {}

    static Stream<Change> changes() {
        return new TreeSet<>(ZoneId.getAvailableZoneIds())
                .stream().filter(id -> !id.startsWith("SystemV")).flatMap(TimetableLawsTest::changesIn);
    }

    private static Stream<Change> changesIn(String id) {
        var rules = ZoneId.of(id).getRules();
        var found = new ArrayList<Change>();
        for (var next = rules.nextTransition(FROM);
                next != null && next.getInstant().isBefore(TO);
                next = rules.nextTransition(next.getInstant())) {
            found.add(new Change(id, next.getInstant()));
        }
        return found.stream();
    }

    @Test
    void clocks_are_changed_somewhere() {
        assertThat(changes()).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void the_nightly_upload_the_reports_and_the_sweeps_come_once_a_day_whatever_the_clocks_do(String job) {
        assertThat(changes()).allSatisfy(change -> {
            var days = days(job, change);
            assertThat(days).as(job + " " + change).doesNotHaveDuplicates();
            assertThat(days).as(job + " " + change).containsAll(wanted(job, change));
        });
    }

    static Stream<String> jobs() {
        return Stream.of("upload", "reports", "sweep", "long-sweep", "retention");
    }

    @Test
    void what_comes_every_few_minutes_never_rests_for_the_clocks() {
        assertThat(changes()).allSatisfy(change -> {
            pausesAtMost("follow-up", change, Duration.ofMinutes(5));
            pausesAtMost("watch", change, Duration.ofMinutes(5));
            pausesAtMost("audit", change, Duration.ofMinutes(15));
        });
    }

    /** Hours that come twice are taken once; there are two of them at once on an island or two. */
    @Test
    void extraction_rests_an_hour_or_two_where_the_clocks_go_back() {
        assertThat(changes())
                .filteredOn(change -> !skipsIntoTheNextDay(change))
                .allSatisfy(change -> pausesAtMost("extract", change, Duration.ofHours(3)));
    }

    /** In Greenland the last hour of a day is left out, and Quartz then leaves out the next day; its night it takes. */
    private static boolean skipsIntoTheNextDay(Change change) {
        var transition = ZoneId.of(change.zone())
                .getRules()
                .getTransition(java.time.LocalDateTime.ofInstant(
                        change.at(),
                        ZoneId.of(change.zone())
                                .getRules()
                                .getOffset(change.at().minusSeconds(1))));
        return transition != null
                && transition.isGap()
                && transition.getDateTimeAfter().toLocalTime().equals(java.time.LocalTime.MIDNIGHT);
    }

    private static void pausesAtMost(String job, Change change, Duration longest) {
        var fired = fired(job, change, NEAR);
        for (int i = 1; i < fired.size(); i++) {
            assertThat(Duration.between(fired.get(i - 1), fired.get(i)))
                    .as(job + " " + change + " at " + fired.get(i))
                    .isPositive()
                    .isLessThanOrEqualTo(longest);
        }
    }

    private static List<LocalDate> days(String job, Change change) {
        return fired(job, change, AROUND).stream()
                .map(at -> at.atZone(ZoneId.of(change.zone())).toLocalDate())
                .toList();
    }

    /** The days in between on which the job is to run. */
    private static List<LocalDate> wanted(String job, Change change) {
        var zone = ZoneId.of(change.zone());
        var first = change.at().minus(AROUND).atZone(zone).toLocalDate().plusDays(1);
        var last = change.at().plus(AROUND).atZone(zone).toLocalDate();
        return first.datesUntil(last)
                .filter(day -> switch (job) {
                    case "sweep" -> day.getDayOfWeek() != DayOfWeek.SUNDAY;
                    case "long-sweep" -> day.getDayOfWeek() == DayOfWeek.SUNDAY;
                    default -> true;
                })
                .toList();
    }

    private static List<Instant> fired(String job, Change change, Duration around) {
        try {
            var cron = new CronExpression(cron(job));
            cron.setTimeZone(TimeZone.getTimeZone(zone(job).orElse(change.zone())));
            var fired = new ArrayList<Instant>();
            var until = change.at().plus(around);
            for (var next = cron.getNextValidTimeAfter(Date.from(change.at().minus(around)));
                    next != null && next.toInstant().isBefore(until);
                    next = cron.getNextValidTimeAfter(next)) {
                fired.add(next.toInstant());
            }
            return fired;
        } catch (ParseException e) {
            throw new AssertionError(job, e);
        }
    }

    /** Empty: that of the settings. */
    private static Optional<String> zone(String job) {
        return Stream.of(Timetable.class.getDeclaredMethods())
                .flatMap(method -> Stream.ofNullable(method.getAnnotation(Scheduled.class)))
                .filter(scheduled -> scheduled.identity().equals(job))
                .map(Scheduled::timeZone)
                .filter(zone -> !zone.startsWith("{"))
                .findFirst();
    }

    private static String cron(String job) {
        try {
            var settings = Files.readString(Path.of("src/main/resources/application.yaml"));
            var line = Pattern.compile("(?m)^ {4}" + job + ": \"(.*)\"$").matcher(settings);
            assertThat(line.find()).as(job).isTrue();
            return line.group(1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
