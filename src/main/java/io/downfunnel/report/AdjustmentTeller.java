package io.downfunnel.report;

import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Adjustment.Kind;
import io.downfunnel.domain.AdjustmentReason;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.JourneyRecord.Adjusted;
import io.downfunnel.report.Explanation.Chapter;
import io.downfunnel.report.Explanation.Entry;

/**
 * Tells what was to be changed about a conversion after a platform counted it.
 *
 * @param platform as people call it
 */
record AdjustmentTeller(String platform, Wording wording) {

    Explanation.Change change(Adjusted adjusted) {
        return new Explanation.Change(
                adjusted.id(),
                title(adjusted),
                adjusted.state().word(),
                adjusted.state(),
                releasable(adjusted),
                adjusted.at(),
                adjusted.since(),
                standing(adjusted),
                remedy(adjusted),
                adjusted.before(),
                adjusted.after(),
                adjusted.transitions().stream().map(Explainer::step).toList());
    }

    /** What no route leads to cannot be let go. */
    private static boolean releasable(Adjusted adjusted) {
        return adjusted.state() == ConversionState.HELD
                && (adjusted.attempt() > 0
                        || adjusted.reason()
                                .filter(AdjustmentReason.MASS_DELETION.name()::equals)
                                .isPresent());
    }

    private static String title(Adjusted adjusted) {
        return adjusted.kind() == Kind.RETRACTION
                ? "Take it back"
                : "New value " + adjusted.after().map(Wording::money).orElse("none");
    }

    private String standing(Adjusted adjusted) {
        var because = adjusted.explanation()
                .or(() -> adjusted.reason().map(Wording::ofCode))
                .map(Wording::sentence)
                .orElse("");
        return switch (adjusted.state()) {
            case DELAYED, READY, HELD, EXCLUDED, EXPIRED, CANCELLED, VERIFIED -> because;
            case IN_FLIGHT -> platform + " is being told right now.";
            case UNKNOWN -> platform + " was told, but no answer was heard. " + because;
            case ACCEPTED ->
                platform + " took it in and has not said yet whether it counts so."
                        + adjusted.dueAt()
                                .map(at -> " Next look: " + wording.minute(at) + ".")
                                .orElse("");
            case NEEDS_YOU -> platform + " refused it and goes on counting " + counted(adjusted) + ". " + because;
            case ERASED -> "Personal data was removed on request.";
        };
    }

    private static String counted(Adjusted adjusted) {
        return adjusted.before().map(Wording::money).orElse("it");
    }

    private String remedy(Adjusted adjusted) {
        return switch (adjusted.state()) {
            case HELD ->
                adjusted.attempt() > 0
                        ? "Look in " + platform + " what it counts, then decide here: send it again, or leave it."
                        : held(adjusted.reason());
            case NEEDS_YOU -> "Mend the cause; the next change of the deal is told anew. This one is not sent again.";
            case EXPIRED -> "Nothing can be changed there any more. Take the difference into account in your reports.";
            case DELAYED, READY, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, EXCLUDED, CANCELLED, ERASED -> "";
        };
    }

    private static String held(Optional<String> reason) {
        return reason.filter(AdjustmentReason.MASS_DELETION.name()::equals).isPresent()
                ? "If the deletions were meant, release it; if not, restore the records in the CRM, or leave the"
                        + " conversion as it is."
                : "Take it back by hand, or do nothing: it goes by itself once there is a way, in time.";
    }

    /** What the last word on the conversion is; for the end of a sentence. */
    static Optional<String> inBrief(JourneyRecord.Conversion conversion) {
        return conversion.adjustments().stream()
                .filter(adjusted ->
                        adjusted.state() != ConversionState.CANCELLED && adjusted.state() != ConversionState.EXCLUDED)
                .reduce((earlier, later) -> later)
                .map(AdjustmentTeller::inBrief);
    }

    private static String inBrief(Adjusted adjusted) {
        var verified = adjusted.state() == ConversionState.VERIFIED;
        var what = adjusted.kind() == Kind.RETRACTION
                ? verified ? "taken back since" : "to be taken back"
                : (verified ? "restated to " : "to be restated to ")
                        + adjusted.after().map(Wording::money).orElse("none");
        return verified ? what : what + ": " + adjusted.state().word().text();
    }

    /** What the row's own transitions tell. */
    Stream<Entry> timeline(Adjusted adjusted) {
        return adjusted.transitions().stream()
                .map(step -> new Entry(step.at(), chapter(step), title(adjusted, step), because(step)));
    }

    private static Chapter chapter(JourneyRecord.Transition step) {
        return switch (step.to()) {
            case IN_FLIGHT, ACCEPTED, UNKNOWN -> Chapter.UPLOAD;
            case VERIFIED -> Chapter.VERDICT;
            case EXCLUDED, DELAYED, HELD, READY, NEEDS_YOU, EXPIRED, CANCELLED, ERASED -> Chapter.CHANGE;
        };
    }

    private String title(Adjusted adjusted, JourneyRecord.Transition step) {
        var what = adjusted.kind() == Kind.RETRACTION
                ? "Taking back the conversion at " + platform
                : "The new value for " + platform
                        + adjusted.after()
                                .map(value -> ", " + Wording.money(value))
                                .orElse("");
        var how = step.from().isEmpty() ? " is" : " became";
        return what + how + " “" + step.to().word().text() + "”";
    }

    private static String because(JourneyRecord.Transition step) {
        return step.explanation()
                .or(() -> step.reason().map(Wording::ofCode))
                .map(Wording::sentence)
                .orElse("");
    }
}
