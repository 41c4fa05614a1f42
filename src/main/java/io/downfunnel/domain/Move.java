package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A step in a conversion's life that somebody wants taken.
 *
 * @param conversion id of its row
 * @param epoch of whoever asks; a conversion that has been claimed since then does not move
 * @param to where it goes
 * @param reason code of the reason; empty where the state says it all
 * @param explanation the same in words for this conversion; empty where the state says it all
 * @param failureClass empty where nothing failed
 * @param dueAt not before, or the next look at the verdict
 * @param cohort with whom alone it travels from now on; empty: with anybody
 * @param attempts how many tries this adds; minus one takes back one that was no fault of its own
 */
public record Move(
        long conversion,
        long epoch,
        ConversionState to,
        Optional<String> reason,
        Optional<String> explanation,
        Optional<FailureClass> failureClass,
        Optional<Instant> dueAt,
        Optional<Long> cohort,
        int attempts) {

    public static Move of(long conversion, long epoch, ConversionState to) {
        return new Move(
                conversion,
                epoch,
                to,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    public Move because(String code, String words) {
        return new Move(
                conversion, epoch, to, Optional.of(code), Optional.of(words), failureClass, dueAt, cohort, attempts);
    }

    public Move after(FailureClass failure) {
        return new Move(conversion, epoch, to, reason, explanation, Optional.of(failure), dueAt, cohort, attempts);
    }

    public Move notBefore(Instant due) {
        return new Move(conversion, epoch, to, reason, explanation, failureClass, Optional.of(due), cohort, attempts);
    }

    public Move inCohort(long number) {
        return new Move(conversion, epoch, to, reason, explanation, failureClass, dueAt, Optional.of(number), attempts);
    }

    /** Keeps to a cohort it is in already. */
    public Move inCohort(Optional<Long> number) {
        return new Move(conversion, epoch, to, reason, explanation, failureClass, dueAt, number, attempts);
    }

    public Move counting(int tries) {
        return new Move(conversion, epoch, to, reason, explanation, failureClass, dueAt, cohort, tries);
    }
}
