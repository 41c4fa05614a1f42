package io.downfunnel.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.Money;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.Count;
import io.downfunnel.domain.Simulation.Difference;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.WonWeek;
import io.downfunnel.report.Wording;

/** A simulation for the terminal; the weeks and the sampled deals are in its JSON. */
final class SimulationText {
    private SimulationText() {}

    static String of(Simulation simulation) {
        var lines = new ArrayList<String>();
        lines.add("What happened from " + simulation.days() + " (" + simulation.timeZone() + ")"
                + simulation
                        .liveVersion()
                        .map(version -> ", compared with version " + version)
                        .orElse("")
                + ". Nothing was sent.");
        var deals = simulation.won().stream().mapToLong(WonWeek::deals).sum();
        lines.add(Wording.count(deals, "deal") + (deals == 1 ? " was" : " were") + " won in this time.");
        simulation.mappings().forEach(mapping -> lines.addAll(lines(mapping)));
        return String.join("\n", lines);
    }

    private static List<String> lines(OfMapping mapping) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(mapping.mapping() + ": " + mapping.stage() + " → " + mapping.destination() + " " + mapping.action()
                + (mapping.removed() ? " (in force, not in this file)" : ""));
        if (!mapping.removed()) {
            lines.add("  " + inWords(mapping.total()));
        }
        line(
                lines,
                "not sent",
                mapping.refused(),
                refusal -> Wording.number(refusal.conversions()) + " "
                        + refusal.reason().title());
        line(
                lines,
                "recognised by",
                mapping.identities(),
                identity -> Wording.number(identity.conversions()) + " " + identity.by());
        line(
                lines,
                "consent",
                mapping.consents(),
                answers -> Wording.number(answers.conversions()) + " "
                        + Wording.ofCode(answers.consent().adUserData().name()) + " / "
                        + Wording.ofCode(answers.consent().adPersonalization().name()));
        if (mapping.won().deals() > 0) {
            lines.add("  revenue: " + Wording.count(mapping.won().deals(), "deal") + " of these are won by now"
                    + worth(mapping.won().revenue()));
        }
        mapping.difference()
                .ifPresent(difference -> lines.add("  against the version in force: " + inWords(difference)));
        return lines;
    }

    private static String inWords(Count count) {
        return "sent: " + Wording.number(count.sent()) + worth(count.value())
                + (count.withoutValue() > 0 ? ", " + Wording.number(count.withoutValue()) + " without a value" : "")
                + (count.waiting() > 0 ? "; waiting: " + Wording.number(count.waiting()) : "")
                + "; not sent: " + Wording.number(count.refused());
    }

    private static String worth(List<Money> value) {
        return value.isEmpty()
                ? ""
                : ", worth " + Wording.listed(value.stream().map(Wording::money).toList());
    }

    private static <T> void line(List<String> lines, String what, List<T> all, Function<T, String> words) {
        if (!all.isEmpty()) {
            lines.add("  " + what + ": " + all.stream().map(words).collect(Collectors.joining(", ")));
        }
    }

    static String inWords(Difference difference) {
        if (difference.none()) {
            return "the very same " + Wording.number(difference.same());
        }
        var parts = new ArrayList<String>();
        part(parts, difference.onlyHere(), "more");
        part(parts, difference.onlyLive(), "no longer");
        part(parts, difference.otherValue(), "with another value");
        part(parts, difference.otherAction(), "to another conversion action");
        part(parts, difference.otherIdentity(), "recognised otherwise");
        part(parts, difference.otherTime(), "on another night");
        part(parts, difference.same(), "the same");
        return String.join(", ", parts);
    }

    private static void part(List<String> parts, long conversions, String what) {
        if (conversions > 0) {
            parts.add(Wording.number(conversions) + " " + what);
        }
    }
}
