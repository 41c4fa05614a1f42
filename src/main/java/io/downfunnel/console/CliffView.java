package io.downfunnel.console;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.downfunnel.domain.Cliff;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;

/**
 * A date at which something ends.
 *
 * @param left how far off it is, in words
 * @param source a page of the vendor's; empty where there is none
 */
public record CliffView(
        String connection,
        String what,
        RunView.Mark mark,
        String on,
        String left,
        String then,
        String remedy,
        String source) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

    static List<CliffView> of(List<Cliff> cliffs, LocalDate today, ConnectionNames names) {
        return cliffs.stream().map(cliff -> of(cliff, today, names)).toList();
    }

    private static CliffView of(Cliff cliff, LocalDate today, ConnectionNames names) {
        var distance = cliff.distance(today);
        return new CliffView(
                names.of(cliff.connection()),
                cliff.what(),
                switch (distance) {
                    case FAR -> new RunView.Mark("planned", "○", distance.text());
                    case NEAR -> new RunView.Mark("needs-you", "!", distance.text());
                    case VERY_NEAR, OVER -> new RunView.Mark("broke", "×", distance.text());
                },
                DAY.format(cliff.on()),
                left(cliff.daysLeft(today)),
                cliff.then(),
                cliff.remedy(),
                cliff.source());
    }

    private static String left(long days) {
        return days > 0
                ? "in " + Wording.count(days, "day")
                : days == 0 ? "today" : Wording.count(-days, "day") + " ago";
    }
}
