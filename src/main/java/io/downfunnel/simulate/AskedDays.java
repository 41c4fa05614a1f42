package io.downfunnel.simulate;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

import io.downfunnel.domain.Days;

/** The days that somebody wants to have simulated. */
public sealed interface AskedDays {

    /** As far back as a simulation goes: a year, and what came before that still was under way. */
    int MOST_MONTHS = 13;

    /** @param days never later than today */
    record Fine(Days days) implements AskedDays {}

    /** @param sentence what is wrong with them, and what to write */
    record Wrong(String sentence) implements AskedDays {}

    /**
     * @param from as typed
     * @param to as typed; later than today means today
     * @param today in the organisation's time zone
     */
    static AskedDays of(String from, String to, LocalDate today) {
        LocalDate first;
        LocalDate last;
        try {
            first = LocalDate.parse(from.strip());
        } catch (DateTimeParseException e) {
            return noDate(from);
        }
        try {
            last = LocalDate.parse(to.strip());
        } catch (DateTimeParseException e) {
            return noDate(to);
        }
        return of(first, last, today);
    }

    private static AskedDays noDate(String text) {
        return new Wrong("“" + text + "” is no date. Write year, month and day, such as 2026-09-30.");
    }

    private static AskedDays of(LocalDate first, LocalDate last, LocalDate today) {
        if (first.isAfter(last)) {
            return new Wrong(
                    "A simulation from " + first + " to " + last + " would end before it begins: exchange the two.");
        }
        if (first.isAfter(today)) {
            return new Wrong("Nothing has happened from " + first + " on, since today is " + today
                    + ": begin with a day of the past.");
        }
        var end = last.isAfter(today) ? today : last;
        var earliest = end.plusDays(1).minusMonths(MOST_MONTHS);
        return first.isBefore(earliest)
                ? new Wrong("From " + first + " to " + end + " is more than " + MOST_MONTHS
                        + " months, which is as much as a simulation covers: begin on " + earliest
                        + " or later, or end earlier.")
                : new Fine(new Days(first, end));
    }
}
