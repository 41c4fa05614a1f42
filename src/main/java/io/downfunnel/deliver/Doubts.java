package io.downfunnel.deliver;

import java.time.Instant;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Move;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;

/** What becomes of a conversion that may have arrived: it is sent again where that is harmless, else a person decides. */
final class Doubts {
    private Doubts() {}

    /**
     * @param again the step back to {@code READY}
     * @param resendAt not before
     */
    static Move resolve(UnknownOutcome policy, String platform, Failure failure, Move again, Instant resendAt) {
        return switch (policy) {
            case RESEND ->
                again.notBefore(resendAt)
                        .after(failure.failureClass())
                        .because(
                                failure.code(),
                                failure.message() + " The same bytes are sent again, and " + platform
                                        + " counts them once.");
            case HOLD ->
                Move.of(again.conversion(), again.epoch(), ConversionState.HELD)
                        .inCohort(again.cohort())
                        .after(failure.failureClass())
                        .because(
                                failure.code(),
                                failure.message() + " " + platform
                                        + " would count a second copy, so it waits for you: look there whether it was"
                                        + " counted, then release it or cancel it.");
        };
    }
}
