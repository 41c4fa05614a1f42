package io.downfunnel.deliver;

import java.time.Instant;

import io.downfunnel.domain.Failure;

/** What becomes of a conversion after an answer. */
sealed interface Decision {

    /** The platform has it. */
    record Accept() implements Decision {}

    /** The platform had it already, which is as good. */
    record AcceptAsDuplicate(Failure failure) implements Decision {}

    /** The platform counts it. */
    record Verify(String why) implements Decision {}

    /** A person can mend the cause. */
    record NeedsYou(Failure failure) implements Decision {}

    /** Final, expected, nobody's fault. */
    record Exclude(Failure failure) implements Decision {}

    /** A person has to decide. */
    record Hold(Failure failure) implements Decision {}

    /** Nobody knows whether the platform has it. */
    record Doubt(Failure failure) implements Decision {}

    /** To be sent again, the same bytes, not before then. */
    record Again(Instant notBefore, Failure failure, boolean countsAsTry) implements Decision {}

    /** Too early: it waits until then. */
    record Wait(Instant until, Failure failure) implements Decision {}

    /** Nothing is wrong with it: to be sent again at once. */
    record AgainAtOnce() implements Decision {}

    /** Somebody in the batch is at fault: to be sent again in a smaller one. */
    record Split(Failure failure) implements Decision {}
}
