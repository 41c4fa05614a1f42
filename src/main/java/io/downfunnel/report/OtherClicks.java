package io.downfunnel.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.JourneyRecord.Matching.WithClick;
import io.downfunnel.domain.Reason;

/**
 * Says of a deal that came from one platform's click why another one does not count it, before that one's own words (“found no
 * click for this person”) read like a fault.
 */
record OtherClicks(ConnectionNames names) {
    /** A sentence with a space before it; empty where there is no click, or not only one platform's, or nothing to explain. */
    String of(JourneyRecord journey) {
        var clicks = clicks(journey);
        var owners =
                clicks.stream().map(click -> owner(click.kind())).distinct().toList();
        if (owners.size() != 1) {
            return "";
        }
        var without = journey.conversions().stream()
                .filter(OtherClicks::foundNobody)
                .map(JourneyRecord.Conversion::destination)
                .filter(destination -> !destination.equals(owners.getFirst()))
                .distinct()
                .map(names::of)
                .toList();
        return without.isEmpty()
                ? ""
                : " Its only click" + (clicks.size() == 1 ? " is " : "s are ") + names.of(owners.getFirst()) + "'s, so "
                        + Wording.listed(without) + (without.size() == 1 ? " has" : " have") + " none to find.";
    }

    /** Sent and not counted, or not sent for want of anything to be known by. */
    private static boolean foundNobody(JourneyRecord.Conversion conversion) {
        return conversion.state() == ConversionState.EXCLUDED
                && (conversion.attempt() > 0 || conversion.reason().equals(Optional.of(Reason.NO_IDENTIFIER.name())));
    }

    private static List<ClickId> clicks(JourneyRecord journey) {
        return Stream.concat(
                        journey.records().stream().flatMap(record -> record.clicks().stream()),
                        journey.stages().stream()
                                .map(JourneyRecord.Reached::matching)
                                .filter(WithClick.class::isInstance)
                                .flatMap(matching -> ((WithClick) matching).clicks().stream())
                                .map(JourneyRecord.MatchedClick::click))
                .map(Click::id)
                .distinct()
                .toList();
    }

    /** Whose parameter it is, as the connection to that platform is called. */
    private static String owner(ClickId.Kind kind) {
        return switch (kind) {
            case GCLID, GBRAID, WBRAID -> "google";
            case LI_FAT_ID, LI_FORM_RESPONSE -> "linkedin";
            case MSCLKID -> "microsoft";
        };
    }
}
