package io.downfunnel.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionReadStore.TakenIn;
import io.downfunnel.store.FunnelStore;

/**
 * What platforms took in, day by day, with what was changed meanwhile.
 *
 * @param sentence the trend in words
 * @param days of the span, the oldest first; empty when nothing was taken in
 * @param most on one day, for the scale
 */
public record TrendView(String sentence, List<Day> days, String most, List<Note> notes) {
    static final int SPAN = 30;
    private static final double HEIGHT = 40;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    public TrendView {
        days = List.copyOf(days);
        notes = List.copyOf(notes);
    }

    /**
     * @param x where its bar stands, of {@link #SPAN}
     * @param y where it begins, from above
     * @param height in the same measure
     * @param count how many, by destination, in words
     * @param noted whether something was changed on this day
     */
    public record Day(String date, int x, String y, String height, String count, boolean noted) {}

    /** Something that was changed. */
    public record Note(String date, String text) {}

    static LocalDate first(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone).minusDays(SPAN - 1L);
    }

    static TrendView of(
            List<TakenIn> taken, List<FunnelStore.Entry> versions, Instant now, ZoneId zone, ConnectionNames names) {
        var first = first(now, zone);
        var byDay = new TreeMap<LocalDate, Map<String, Long>>();
        taken.forEach(each -> byDay.computeIfAbsent(each.day(), day -> new TreeMap<>())
                .merge(names.of(each.destination()), each.conversions(), Long::sum));
        var notes = versions.stream()
                .filter(version -> !day(version, zone).isBefore(first))
                .sorted((one, other) -> one.importedAt().compareTo(other.importedAt()))
                .toList();
        long most = byDay.values().stream().mapToLong(TrendView::sum).max().orElse(0);
        var days = new ArrayList<Day>();
        for (int x = 0; most > 0 && x < SPAN; x++) {
            var date = first.plusDays(x);
            var counts = byDay.getOrDefault(date, Map.of());
            double height = HEIGHT * sum(counts) / most;
            days.add(new Day(
                    DAY.format(date),
                    x,
                    plain(HEIGHT - height),
                    plain(height),
                    words(counts),
                    notes.stream().anyMatch(note -> day(note, zone).equals(date))));
        }
        return new TrendView(
                sentence(byDay, first),
                days,
                Wording.number(most),
                notes.stream()
                        .map(note -> new Note(
                                DAY.format(day(note, zone)),
                                "version " + note.number() + " of stages and mappings, by " + note.importedBy()))
                        .toList());
    }

    private static LocalDate day(FunnelStore.Entry version, ZoneId zone) {
        return LocalDate.ofInstant(version.importedAt(), zone);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String words(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + Wording.number(each.getValue()))
                        .collect(Collectors.joining(", "));
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

    private static String plain(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
