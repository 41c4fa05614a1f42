package io.downfunnel.domain;

import java.time.Instant;

/**
 * Where a conversion stands, for whoever asks whether it has ended.
 *
 * @param lastWord whether its platform never says more than that it took it in, and has said that
 * @param since the latest change of its state, or of the state of one of its adjustments
 * @param destination name of the ad account
 * @param expiresAt after this the platform would not count it
 * @param awaited whether something is still to be decided or heard of it or of one of its adjustments
 */
public record Ended(
        ConversionState state,
        boolean lastWord,
        Instant since,
        String destination,
        Instant occurredAt,
        Instant expiresAt,
        boolean awaited) {

    /** Nothing that happens in the CRM, at the platform or in the console can make more of it being sent. */
    boolean forGood(Instant adjustableUntil, Instant now) {
        return atItsEnd(now) && !awaited && !now.isBefore(adjustableUntil);
    }

    /** What was excluded is decided anew when the CRM changes, for as long as the platform would count it. */
    private boolean atItsEnd(Instant now) {
        return switch (state) {
            case VERIFIED, EXPIRED, CANCELLED, ERASED -> true;
            case ACCEPTED -> lastWord;
            case EXCLUDED -> pastItsWindow(now);
            case DELAYED, HELD, READY, IN_FLIGHT, UNKNOWN, NEEDS_YOU -> false;
        };
    }

    boolean pastItsWindow(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
