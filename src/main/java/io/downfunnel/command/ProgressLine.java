package io.downfunnel.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;

/**
 * How far a step is, in one line.
 *
 * @param expected how many there will be, or -1 while that is not known
 * @param waiting what the step waits for, or an empty text
 */
record ProgressLine(String step, long expected, long done, Duration elapsed, String waiting) {
    /** A rate from less time than this says more about the start than about the step. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    /** For example {@code extract: 12,000 of 60,000 (20 %), 3,421/s, 14 s left}. */
    String text() {
        var parts = new ArrayList<String>();
        parts.add(count());
        if (done > 0 && elapsed.compareTo(SETTLED) >= 0) {
            parts.add(rate());
            if (expected > done) {
                parts.add(duration(left()) + " left");
            }
        }
        if (!waiting.isEmpty()) {
            parts.add("waiting: " + waiting);
        }
        return step + ": " + String.join(", ", parts);
    }

    /** The same, cut so that it does not wrap: a wrapped line cannot be drawn again. */
    String text(int width) {
        var whole = text();
        return whole.length() < width ? whole : whole.substring(0, Math.max(0, width - 2)) + "…";
    }

    private String count() {
        if (expected < 0) {
            return number(done);
        }
        // Rounded down: 100 % is said when it is all.
        return number(done) + " of " + number(expected) + (expected > 0 ? " (" + done * 100 / expected + " %)" : "");
    }

    private double perSecond() {
        return done * 1000.0 / elapsed.toMillis();
    }

    private String rate() {
        return perSecond() >= 10
                ? number(Math.round(perSecond())) + "/s"
                : String.format(Locale.ROOT, "%.1f/s", perSecond());
    }

    private Duration left() {
        return Duration.ofMillis(Math.round((expected - done) / perSecond() * 1000));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** In the two largest units that say something: 14 s, 3 min 20 s, 2 h 5 min. */
    static String duration(Duration time) {
        if (time.toSeconds() < 1) {
            return "1 s";
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + " min" + (time.toSecondsPart() > 0 ? " " + time.toSecondsPart() + " s" : "");
        }
        return time.toHours() + " h" + (time.toMinutesPart() > 0 ? " " + time.toMinutesPart() + " min" : "");
    }
}
