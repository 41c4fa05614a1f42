package io.downfunnel.console;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

import io.downfunnel.console.Destinations.Obstacle;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.TrialStore.Over;
import io.downfunnel.store.TrialStore.UnderWay;

/** The trials of mappings: what is to come, what is under way, and what came of those that are over. */
public record TrialsView(List<Current> current, List<Past> past) {

    public TrialsView {
        current = List.copyOf(current);
        past = List.copyOf(past);
    }

    /**
     * @param href where those are listed that go ahead; empty while there are none
     */
    public record Current(String title, String sentence, When since, String href) {}

    /**
     * @param title whose conversions
     * @param told how many were sent, and what the platform said
     * @param ending how it ended, and by whom
     * @param href where those are listed that went ahead; empty where there were none
     */
    public record Past(When at, String title, String told, String ending, String href) {}

    /**
     * In whose words.
     *
     * @param wanted how many conversions go ahead of a mapping
     * @param causes what a code of a destination means
     */
    record Teller(
            int wanted,
            List<Destinations.Now> destinations,
            ZoneId zone,
            ConnectionNames names,
            BinaryOperator<String> causes) {

        TrialsView view(List<UnderWay> underWay, List<Over> over) {
            return new TrialsView(
                    underWay.stream().map(this::current).toList(),
                    over.stream().map(this::past).toList());
        }

        private Current current(UnderWay each) {
            var gate = each.gate();
            var begun = each.trial().size() > 0;
            return new Current(
                    gate.mapping() + " → " + names.of(gate.destination()),
                    begun ? underWay(each) : toCome(gate.destination()),
                    When.of(gate.since(), zone),
                    begun
                            ? ConversionFilter.goingAhead(gate.destination(), gate.stage())
                                    .toString()
                            : "");
        }

        private String toCome(String destination) {
            return wanted == 0
                    ? "It is not tried out, as the settings say (downfunnel.brakes.canary-rows): its conversions go"
                            + " with the next sync."
                    : "Its trial begins " + when(destination) + ": " + Wording.count(wanted, "conversion")
                            + (wanted == 1 ? " goes" : " go") + " ahead, the rest waits for what the platform says of "
                            + (wanted == 1 ? "it." : "them.");
        }

        private String when(String destination) {
            var name = names.of(destination);
            return switch (obstacle(destination)) {
                case NONE -> "with the next sync that has conversions for it";
                case STOPPED -> "once " + name + " is started again";
                case REFUSES -> "once " + name + " is let go";
                case UNCONNECTED -> "once " + name + " is connected";
                case BROKEN -> "once the connection to " + name + " works again";
            };
        }

        private Obstacle obstacle(String destination) {
            return destinations.stream()
                    .filter(each -> each.id().equals(destination))
                    .findFirst()
                    .map(Destinations.Now::obstacle)
                    .orElse(Obstacle.UNCONNECTED);
        }

        private String underWay(UnderWay each) {
            var trial = each.trial();
            var toGo = trial.size() - trial.sent();
            return told(
                            each.gate().destination(),
                            trial.sent(),
                            trial.good(),
                            trial.bad(),
                            trial.cause(),
                            trial.causes(),
                            " so far")
                    + (toGo == 0
                            ? ""
                            : " " + Wording.number(toGo) + (toGo == 1 ? " more goes" : " more go") + " ahead.")
                    + " The rest waits for what the platform says of them.";
        }

        private Past past(Over over) {
            return new Past(
                    When.of(over.endedAt(), zone),
                    over.mapping() + " → " + names.of(over.destination()),
                    over.sentence()
                            .orElseGet(() -> told(
                                    over.destination(),
                                    over.sent(),
                                    over.good(),
                                    over.bad(),
                                    over.cause(),
                                    over.causes(),
                                    "")),
                    ending(over),
                    over.sent() == 0
                            ? ""
                            : ConversionFilter.wentAhead(over.id()).toString());
        }

        private static String ending(Over over) {
            var by = over.by().map(name -> " by " + name).orElse("");
            return switch (over.ending()) {
                case FOUND_GOOD -> "Opened by itself";
                case REFUSED -> "Closed by itself, for a person to look at";
                case RELEASED -> "Opened" + by;
                case TRIED_AGAIN -> "Begun anew with others" + by;
                case MAPPING_CHANGED -> "Begun anew, since the mapping was changed" + by;
                case MAPPING_REMOVED -> "Ended, since the mapping was removed" + by;
            };
        }

        private String told(
                String destination, int sent, int good, int bad, Optional<String> cause, int causes, String soFar) {
            if (sent == 0) {
                return "None was sent" + soFar + ".";
            }
            var parts = new ArrayList<String>();
            if (good > 0) {
                parts.add(Wording.number(good) + " good");
            }
            if (bad > 0) {
                parts.add(Wording.number(bad) + " refused");
            }
            int silent = sent - good - bad;
            if (silent > 0) {
                parts.add(Wording.number(silent) + " without a word" + (soFar.isEmpty() ? "" : " yet"));
            }
            return Wording.number(sent) + " sent" + soFar + ": " + Wording.listed(parts) + "."
                    + cause.map(code -> because(destination, code, causes, bad)).orElse("");
        }

        private String because(String destination, String code, int causes, int bad) {
            var said = causes == bad ? " " : " Mostly, " + Wording.count(causes, "time") + ": ";
            return said + Wording.sentence(causes(destination, code)).replaceFirst("\\.$", "") + " (" + code + ").";
        }

        private String causes(String destination, String code) {
            return causes.apply(destination, code);
        }
    }
}
