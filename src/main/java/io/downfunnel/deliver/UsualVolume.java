package io.downfunnel.deliver;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many conversions of a mapping are far more than usual for a weekday.
 *
 * @param factor of the median
 * @param floor never too many
 * @param weeks that are looked back
 * @param days on which something must have been sent
 */
record UsualVolume(double factor, long floor, int weeks, int days) {

    /**
     * How many may go on a day.
     *
     * @param before conversions on the same weekday of earlier weeks, in any order
     * @return {@code Long.MAX_VALUE} when too little is known
     */
    long limit(List<Long> before) {
        return before.size() < days ? Long.MAX_VALUE : Math.max(floor, (long) Math.ceil(factor * median(before)));
    }

    /** Of the two in the middle the larger one: a brake set too late is cheaper than one set for nothing. */
    static long median(List<Long> counts) {
        return counts.stream().sorted().toList().get(counts.size() / 2);
    }

    /** The same weekday of earlier weeks, the latest first. */
    List<LocalDate> sameWeekdays(LocalDate today) {
        return IntStream.rangeClosed(1, weeks).mapToObj(today::minusWeeks).toList();
    }

    static Instant midnight(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /**
     * @param total of today
     * @param held of those, put on hold
     * @param worth of those on hold, one sum a currency
     */
    String words(String mapping, LocalDate today, List<Long> before, long total, long held, List<String> worth) {
        var weekday = today.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        var value = worth.isEmpty() ? "" : ", worth " + worth.stream().collect(Collectors.joining(" and ")) + ",";
        return "%,d conversions of “%s” became ready on %s, %s; on a %s %,d are usual. %,d may go, and the other %,d%s wait until somebody releases them."
                .formatted(total, mapping, weekday, today, weekday, median(before), total - held, held, value);
    }
}
