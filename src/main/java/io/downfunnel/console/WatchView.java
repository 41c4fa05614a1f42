package io.downfunnel.console;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Finding;
import io.downfunnel.domain.Finding.Violation;
import io.downfunnel.report.Wording;
import io.downfunnel.store.AlertStore.Entry;

/**
 * What a person has to know of: the open alerts, and what the auditor saw.
 *
 * @param title of the strip of alerts
 * @param alerts the worst first
 * @param checked when the auditor looked, and what it found, in a sentence
 * @param broken what does not hold
 */
public record WatchView(String title, List<AlertView> alerts, String checked, List<BrokenView> broken) {

    /** @param href the conversions concerned; empty where there are none to show, or not any more */
    public record AlertView(
            RunView.Mark mark, String title, String sentence, When since, When until, String href, String concerned) {

        static AlertView of(Entry entry, ZoneId zone) {
            var alert = entry.alert();
            return new AlertView(
                    mark(alert.severity()),
                    alert.kind().title(),
                    alert.sentence(),
                    When.of(entry.openedAt(), zone),
                    When.of(entry.closedAt(), zone),
                    href(entry),
                    Wording.count(alert.concerned(), "conversion"));
        }

        private static RunView.Mark mark(Severity severity) {
            return switch (severity) {
                case URGENT -> new RunView.Mark("broke", "×", severity.text());
                case WARNING -> new RunView.Mark("needs-you", "!", severity.text());
                case REMINDER -> new RunView.Mark("planned", "○", severity.text());
            };
        }

        private static String href(Entry entry) {
            var alert = entry.alert();
            return !entry.open()
                            || alert.concerned() == 0
                            || alert.destination().isEmpty()
                    ? ""
                    : Link.to("/conversions")
                            .with("destination", alert.destination().get())
                            .with(
                                    "state",
                                    alert.word()
                                            .map(word -> StateWord.of(word).slug())
                                            .orElse(""))
                            .with("reason", alert.reason().orElse(""))
                            .toString();
        }
    }

    /** An invariant that does not hold. */
    public record BrokenView(String sentence, List<SampleView> sample) {
        static BrokenView of(Finding finding) {
            return new BrokenView(
                    Wording.count(finding.violations(), "conversion") + " "
                            + finding.invariant().broken() + ".",
                    finding.sample().stream().map(SampleView::of).toList());
        }
    }

    /** @param href to the story of the conversion or of its record; empty where there is none */
    public record SampleView(String name, String href, String detail) {
        static SampleView of(Violation violation) {
            var name = violation.toExplain();
            return new SampleView(
                    name.orElse("Without a key"),
                    name.map(text -> Link.to("/explain").with("q", text).toString())
                            .orElse(""),
                    violation.detail());
        }
    }

    static WatchView of(List<Entry> open, Optional<Audit> audit, ZoneId zone) {
        return new WatchView(
                open.size() == 1 ? "1 alert" : Wording.number(open.size()) + " alerts",
                open.stream().map(entry -> AlertView.of(entry, zone)).toList(),
                audit.map(done -> checked(done, zone))
                        .orElse(
                                "Not checked yet whether anything was lost or counted twice; that happens every quarter of"
                                        + " an hour while a node serves."),
                audit.stream()
                        .flatMap(done -> done.broken().stream())
                        .map(BrokenView::of)
                        .toList());
    }

    private static String checked(Audit audit, ZoneId zone) {
        var when = "Checked on " + new Wording(zone).minute(audit.checkedAt()) + ": "
                + Wording.count(audit.conversions(), "conversion");
        return audit.broken().isEmpty()
                ? when + ", nothing lost, nothing counted twice."
                : when + ", and not all is as it must be:";
    }
}
