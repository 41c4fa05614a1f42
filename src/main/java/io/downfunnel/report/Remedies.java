package io.downfunnel.report;

import java.util.Arrays;
import java.util.Optional;

import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.Reason;

/** What a person can do about the state of a conversion. An empty text means: nothing, and nothing needs doing. */
final class Remedies {
    private static final String ANEW = " It is decided anew with the next sync.";

    private Remedies() {}

    static String of(JourneyRecord.Conversion conversion) {
        return switch (conversion.state()) {
            case READY ->
                conversion.stopped().isPresent()
                        ? "Start the destination again under “On hold” in the console, or with “destinations start”."
                        : "";
            case DELAYED, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, ERASED -> "";
            // What the platform itself did not count, as expected, is nobody's to mend.
            case EXCLUDED -> conversion.attempt() > 0 ? "" : ofExclusion(conversion.reason());
            case CANCELLED -> "It stays as it is. If the stage is reached again, a new conversion is made.";
            case HELD ->
                conversion.attempt() == 0
                        ? ofHold(conversion.reason())
                        : "Look in the platform whether it was counted, then decide on its page in the console: send it"
                                + " again, or do not. It is worthless once it expires.";
            case NEEDS_YOU ->
                "Mend the cause in the CRM, the mapping or the ad account, then let it be decided anew: “Needs you” in the"
                        + " console. What was refused is not sent again as it was.";
            case EXPIRED ->
                "Nothing can be sent any more. To be in time next time, send an earlier stage, or use a conversion action"
                        + " with a longer window.";
        };
    }

    private static String ofExclusion(Optional<String> reason) {
        return reason.flatMap(Remedies::known)
                .map(Remedies::of)
                .orElse("If it should have been sent, mend the cause in the CRM or in the mapping." + ANEW);
    }

    private static String ofHold(Optional<String> reason) {
        return reason.flatMap(Remedies::known)
                .map(Remedies::of)
                .filter(known -> !known.isEmpty())
                .orElse("Look at why it is held and remove the cause; it goes on by itself afterwards. It is worthless"
                        + " once it expires.");
    }

    private static Optional<Reason> known(String code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(code))
                .findFirst();
    }

    private static String of(Reason reason) {
        return switch (reason) {
            case TEST_RECORD -> "If it is no test, change the record or the exclusions of the mapping file." + ANEW;
            case IMPOSSIBLE_DATA -> "Correct the record in the CRM." + ANEW;
            case RECORD_DELETED -> "If it was deleted by mistake, restore it in the CRM." + ANEW;
            case STAGE_WITHDRAWN -> "If the stage was reached after all, set it in the CRM again." + ANEW;
            case MERGED, COUNTED_ONCE, LOST_SINCE, REOPENED_SINCE -> "";
            case MAPPING_REMOVED -> "To send it after all, import a mapping for this stage and destination." + ANEW;
            case NO_IDENTIFIER ->
                "Keep the click ID in the CRM from the form on and through lead conversion, or let the mapping use e-mail"
                        + " or phone.";
            case ONLY_MANGLED_CLICK_ID ->
                "Find out where the click ID is cut or turned into lower case on its way into the CRM, and mend it there.";
            case BEFORE_CLICK -> "If the click happened earlier, correct the time of the click in the CRM." + ANEW;
            case CONSENT_DENIED -> "";
            case CONSENT_MISSING -> "Ask for consent and keep the answer in the CRM." + ANEW;
            case EVENT_TOO_OLD ->
                "Nothing, where it is history from before the first sync. What came late is in time next time when an earlier"
                        + " stage is sent, or the CRM is told sooner.";
            case WINDOW_CLOSED, EXPIRED ->
                "Nothing for this one. To be in time next time, send an earlier stage, or use a conversion action with a"
                        + " longer window.";
            case IN_THE_FUTURE, CLICK_TOO_YOUNG, HOLD_BACK, NO_VALUE_CURRENCY, NO_VALUE_AMOUNT -> "";
            case NEW_MAPPING ->
                "Nothing: it goes on by itself. If it is about to expire, send it now: “On hold” in the console.";
            case CANARY_REFUSED ->
                "Correct the mapping, or what is wrong in the CRM or the ad account; then try it again, or release it,"
                        + " under “On hold” in the console.";
            case VOLUME ->
                "If that many are right, for example after a clean-up in the CRM, release them under “On hold” in the"
                        + " console. If not, correct the CRM or the mapping first.";
            case POISON_RATE, DESTINATION_STOPPED -> "Mend the cause, then let it go under “On hold” in the console.";
            case CANARY, OPENED, RELEASED, REPLAYED, CANCELLED, ERASED -> "";
            case NO_SUCH_DESTINATION -> "Correct the destination in the mapping, or set it up in the settings." + ANEW;
        };
    }
}
