package io.downfunnel.platform;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;

/** What the platform answered for one event of a batch. */
public sealed interface Outcome {

    /** Taken in. Whether it counts is another question ({@link AdAccount#verdict}). */
    record Accepted() implements Outcome {}

    /** The platform had it already, or another one in its place ({@link FailureClass#OCCUPIED}). */
    record Duplicate(Failure failure) implements Outcome {}

    /** Refused for its own sake; the same bytes will be refused again. */
    record Rejected(Failure failure) implements Outcome {}

    /** Not taken in now, but may be later. */
    record Deferred(Failure failure, Optional<Instant> notBefore) implements Outcome {}

    /** The batch was refused as a whole because of other events in it; nothing is wrong with this one. */
    record Spared() implements Outcome {}

    /** The batch was refused as a whole and the platform did not say for whose sake: to find out, split it. */
    record Suspect(Failure failure) implements Outcome {}

    /** The platform answered, but its answer says nothing of this one: it may have been taken in. */
    record Unheard(Failure failure) implements Outcome {}
}
