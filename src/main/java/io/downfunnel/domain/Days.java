package io.downfunnel.domain;

import java.time.LocalDate;
import java.util.stream.Stream;

/**
 * Days one after the other, both ends included. Whose days (in which time zone) is said where they are used.
 *
 * @param first not after {@code last}
 */
public record Days(LocalDate first, LocalDate last) {
    public Days {
        if (first.isAfter(last)) {
            throw new IllegalArgumentException("Days begin with the first: " + first + " is after " + last);
        }
    }

    public static Days only(LocalDate day) {
        return new Days(day, day);
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }

    public long count() {
        return first.until(last, java.time.temporal.ChronoUnit.DAYS) + 1;
    }

    /** Each of them, the first one first. */
    public Stream<LocalDate> each() {
        return first.datesUntil(last.plusDays(1));
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
