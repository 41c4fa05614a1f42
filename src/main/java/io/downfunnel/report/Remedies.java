package io.downfunnel.report;

import io.downfunnel.domain.JourneyRecord;

/** What a person can do about the state of a conversion. An empty text means: nothing, and nothing needs doing. */
final class Remedies {
    private Remedies() {}

    static String of(JourneyRecord.Conversion conversion) {
        return switch (conversion.state()) {
            case DELAYED, READY, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, ERASED -> "";
            case EXCLUDED ->
                "If it should have been sent, change the record in the CRM or the mapping: it is decided anew with the next"
                        + " sync. If not, there is nothing to do.";
            case CANCELLED -> "It stays as it is. If the stage is reached again, a new conversion is made.";
            case HELD ->
                "Look at why it is held and remove the cause; it goes on by itself afterwards. It is worthless once it"
                        + " expires.";
            case NEEDS_YOU ->
                "Mend the cause in the CRM, the mapping or the ad account: it is decided anew when the CRM or the mapping"
                        + " changes.";
            case EXPIRED ->
                "Nothing can be sent any more. To be in time next time, send an earlier stage, or a conversion action with"
                        + " a longer window.";
        };
    }
}
