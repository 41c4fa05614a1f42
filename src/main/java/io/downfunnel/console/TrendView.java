package io.downfunnel.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionReadStore.TakenIn;
import io.downfunnel.store.FunnelStore;

/**
 * What platforms took in, day by day, with what was changed meanwhile.
 *
 * @param sentence the trend in words
 * @param destinations those that took something in, by name
 * @param days all of the span in the organisation's zone, the oldest first; empty when nothing was taken in
 * @param notes what was changed in the span, the oldest first
 */
public record TrendView(String sentence, List<String> destinations, List<Day> days, List<Note> notes) {
    static final int SPAN = 30;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    public TrendView {
        destinations = List.copyOf(destinations);
        days = List.copyOf(days);
        notes = List.copyOf(notes);
    }

    /**
     * @param counts one for each destination, in their order
     * @param together the sum of them
     * @param notes what was changed on this day
     */
    public record Day(String date, List<String> counts, String together, List<Note> notes) {
        public Day {
            counts = List.copyOf(counts);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Something that was changed.
     *
     * @param flag two or three letters that stand for it
     * @param href where more of it is
     */
    public record Note(String date, String flag, String text, String href) {}

    static LocalDate first(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone).minusDays(SPAN - 1L);
    }

    static TrendView of(
            List<TakenIn> taken, List<FunnelStore.Entry> versions, Instant now, ZoneId zone, ConnectionNames names) {
        var first = first(now, zone);
        var byDay = new TreeMap<LocalDate, Map<String, Long>>();
        taken.forEach(each -> byDay.computeIfAbsent(each.day(), day -> new TreeMap<>())
                .merge(names.of(each.destination()), each.conversions(), Long::sum));
        var destinations = new TreeSet<String>();
        byDay.values().forEach(counts -> destinations.addAll(counts.keySet()));
        var notes = notes(versions, first, zone);
        var days = byDay.isEmpty()
                ? List.<Day>of()
                : first.datesUntil(first.plusDays(SPAN))
                        .map(date -> day(date, byDay.getOrDefault(date, Map.of()), destinations, notes))
                        .toList();
        return new TrendView(sentence(byDay, first), List.copyOf(destinations), days, notes);
    }

    private static Day day(LocalDate date, Map<String, Long> counts, TreeSet<String> destinations, List<Note> notes) {
        var name = DAY.format(date);
        return new Day(
                name,
                destinations.stream()
                        .map(destination -> Wording.number(counts.getOrDefault(destination, 0L)))
                        .toList(),
                Wording.number(sum(counts)),
                notes.stream().filter(note -> note.date().equals(name)).toList());
    }

    private static List<Note> notes(List<FunnelStore.Entry> versions, LocalDate first, ZoneId zone) {
        return versions.stream()
                .filter(version -> !day(version, zone).isBefore(first))
                .sorted(Comparator.comparing(FunnelStore.Entry::importedAt))
                .map(version -> new Note(
                        DAY.format(day(version, zone)),
                        "v" + version.number(),
                        "version " + version.number() + " of stages and mappings, by " + version.importedBy(),
                        "/mappings/versions/" + version.number()))
                .toList();
    }

    private static LocalDate day(FunnelStore.Entry version, ZoneId zone) {
        return LocalDate.ofInstant(version.importedAt(), zone);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The latter half of the span against the former. */
    private static String sentence(TreeMap<LocalDate, Map<String, Long>> byDay, LocalDate first) {
        var middle = first.plusDays(SPAN / 2);
        long former = byDay.headMap(middle).values().stream()
                .mapToLong(TrendView::sum)
                .sum();
        long latter = byDay.tailMap(middle).values().stream()
                .mapToLong(TrendView::sum)
                .sum();
        if (former + latter == 0) {
            return "";
        }
        return Wording.count(former + latter, "conversion") + " taken in by the platforms in " + SPAN + " days, "
                + Wording.number(latter) + " of them in the last " + SPAN / 2 + ".";
    }
}
