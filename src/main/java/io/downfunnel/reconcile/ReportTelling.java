package io.downfunnel.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.downfunnel.domain.Alert;
import io.downfunnel.domain.Alert.Kind;
import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.domain.Concern;
import io.downfunnel.domain.Concern.Drift;
import io.downfunnel.domain.ConversionState.Word;

/**
 * Puts into words what the platforms' reports tell, and that they tell nothing.
 *
 * @param names of connections, as people write them
 */
record ReportTelling(UnaryOperator<String> names) {

    /** Conversions go their way without reports. */
    Alert unread(Concern.Broken seen, String since) {
        return new Alert(
                seen.forAPerson() ? Kind.CONNECTION_STOPPED : Kind.CONNECTION_FAILING,
                seen.connection(),
                Severity.WARNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                names.apply(seen.connection()) + ": cannot be read since " + since + ": " + sentence(seen.message())
                        + " Conversions are not touched by this; reports show what was known before."
                        + (seen.remedy().isBlank() ? "" : " " + sentence(seen.remedy()))
                        + " We try again every night.");
    }

    Alert drifted(Concern.Drifted seen) {
        var waiting = seen.concerned().conversions();
        return new Alert(
                Kind.ACTION_CHANGED,
                seen.destination() + " " + seen.action() + " " + subject(seen.drift()),
                severity(seen.drift()),
                Optional.of(seen.destination()).filter(any -> waiting > 0),
                Optional.of(Word.WAITING).filter(any -> waiting > 0),
                Optional.empty(),
                waiting,
                seen.concerned().earliestExpiry(),
                words(seen)
                        + (waiting == 0
                                ? ""
                                : " %,d conversion%s for it.".formatted(waiting, waiting == 1 ? " waits" : "s wait")));
    }

    private static String subject(Drift drift) {
        return switch (drift) {
            case Drift.Gone gone -> "GONE";
            case Drift.Closed closed -> "CLOSED";
            case Drift.Renamed renamed -> "RENAMED";
        };
    }

    private static Severity severity(Drift drift) {
        return switch (drift) {
            case Drift.Gone gone -> Severity.URGENT;
            case Drift.Closed closed -> Severity.URGENT;
            case Drift.Renamed renamed -> Severity.REMINDER;
        };
    }

    private String words(Concern.Drifted seen) {
        var platform = names.apply(seen.destination());
        var action = "conversion action " + seen.action()
                + seen.name().map(name -> " (" + name + ")").orElse("");
        var mappings = mappings(seen.mappings());
        return switch (seen.drift()) {
            case Drift.Gone() ->
                platform + " does not show the " + action + " any more, which " + mappings
                        + " to. It was deleted, or belongs to another account: what is sent there is refused. Make it anew or"
                        + " choose another one, and change the mapping.";
            case Drift.Closed(var obstacle) ->
                "Nothing can be uploaded for the " + action + " of " + platform + ", which " + mappings + " to: "
                        + sentence(obstacle) + " What is sent there is refused until that is mended.";
            case Drift.Renamed(var before) ->
                platform + " now calls the conversion action " + seen.action() + " "
                        + seen.name().orElse("nothing") + "; it was called " + before + ". "
                        + capital(mappings) + " to it and go" + (seen.mappings().size() == 1 ? "es" : "")
                        + " on as before. If it now means something else, change the mapping; otherwise there is nothing"
                        + " to do.";
        };
    }

    /** With its verb. */
    private static String mappings(List<String> mappings) {
        return (mappings.size() == 1 ? "the mapping " : "the mappings ")
                + String.join(", ", mappings)
                + (mappings.size() == 1 ? " sends" : " send");
    }

    Alert strayed(Concern.Strayed seen) {
        var platform = names.apply(seen.destination());
        return new Alert(
                Kind.CLICKS_ELSEWHERE,
                seen.destination() + " " + seen.other(),
                Severity.WARNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                "%,d of %,d clicks of the last three months that your CRM holds and %s knows were bought with the account %s,"
                                .formatted(seen.clicks(), seen.found(), platform, seen.other())
                        + " but conversions go to the account " + seen.account()
                        + ", which does not count them for another account's clicks. Let the two share their conversion"
                        + " actions (with Google: a manager account that tracks conversions for both), or send to the"
                        + " account that the clicks are bought with. Until then bids of " + seen.other()
                        + " learn nothing from these deals.");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String sentence(String text) {
        var trimmed = text.strip();
        return trimmed.isEmpty() || trimmed.matches("(?s).*[.!?…]") ? trimmed : trimmed + ".";
    }
}
