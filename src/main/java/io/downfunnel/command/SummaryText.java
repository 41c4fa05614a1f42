package io.downfunnel.command;

import java.util.StringJoiner;

import io.downfunnel.schedule.SyncSummary;

/** A summary as people read it at the end of a sync. */
final class SummaryText {
    private static final String ROW = "  %-12s %9s %9s %9s %9s %9s %9s";

    private SummaryText() {}

    static String of(SyncSummary summary) {
        var lines = new StringJoiner(System.lineSeparator());
        lines.add("");
        lines.add("%,d leads and %,d opportunities were new or changed; %,d new stage events, %,d with a click;"
                .formatted(
                        summary.extracted().lead(),
                        summary.extracted().opportunity(),
                        summary.stageEvents(),
                        summary.matched()));
        lines.add("%,d new conversions.".formatted(summary.conversions()));
        lines.add("");
        lines.add(ROW.formatted("", "sent", "accepted", "verified", "need you", "on hold", "excluded"));
        summary.destinations()
                .forEach((name, counts) -> lines.add(ROW.formatted(
                        name,
                        number(counts.sent()),
                        number(counts.accepted()),
                        number(counts.verified()),
                        number(counts.needsYou()),
                        number(counts.onHold()),
                        number(counts.excluded()))));
        lines.add("");
        lines.add(
                switch (summary.ending()) {
                    case FINE -> "All fine.";
                    case NEEDS_YOU -> "Done; some of it needs you. The console shows what and why.";
                    case BROKE -> "Not all of it worked; see above. What is left is taken up by the next run.";
                });
        return lines.toString();
    }

    private static String number(long number) {
        return "%,d".formatted(number);
    }
}
