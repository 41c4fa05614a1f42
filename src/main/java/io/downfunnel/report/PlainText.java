package io.downfunnel.report;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** An explanation for a terminal. CRM and vendor text loses its control characters, so that it cannot drive one. */
record PlainText(ZoneId zone) {

    String of(Explanation story) {
        var wording = new Wording(zone);
        var lines = new ArrayList<String>();
        lines.add(story.subject() + " · " + story.organization());
        lines.add("");
        lines.add(story.sentence());
        lines.add("");
        lines.add("What happened (times in " + zone + ")");
        for (var entry : story.timeline()) {
            lines.add("  " + wording.second(entry.at()) + "  " + entry.chapter().text() + ": " + entry.title());
            if (!entry.detail().isEmpty()) {
                lines.add("      " + entry.detail());
            }
        }
        story.conversions().forEach(conversion -> lines.addAll(conversion(conversion, wording)));
        return lines.stream().map(PlainText::visible).reduce("", (text, line) -> text + line + "\n");
    }

    private static List<String> conversion(Explanation.Conversion conversion, Wording wording) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("[" + conversion.word().text() + "] " + conversion.mapping() + " → " + conversion.destination()
                + ", action " + conversion.action()
                + conversion
                        .value()
                        .map(Wording::money)
                        .map(value -> ", " + value)
                        .orElse(""));
        lines.add("  " + conversion.sentence());
        if (!conversion.remedy().isEmpty()) {
            lines.add("  What to do: " + conversion.remedy());
        }
        conversion.page().ifPresent(page -> lines.add("  In the platform's own words: " + page));
        lines.add("  Key " + conversion.key() + ", counts until " + wording.minute(conversion.expiresAt()));
        steps(conversion.steps(), wording, lines);
        for (var change : conversion.adjustments()) {
            lines.add("  Afterwards: " + change.title() + " [" + change.word().text() + "]");
            lines.add("    " + change.sentence());
            if (!change.remedy().isEmpty()) {
                lines.add("    What to do: " + change.remedy());
            }
            steps(change.steps(), wording, lines);
        }
        return lines;
    }

    private static void steps(List<Explanation.Step> steps, Wording wording, List<String> lines) {
        for (var step : steps) {
            lines.add("    " + wording.second(step.at()) + "  "
                    + Wording.ofCode(step.to().name()) + (step.because().isEmpty() ? "" : ": " + step.because()));
        }
    }

    private static String visible(String line) {
        return line.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    }
}
