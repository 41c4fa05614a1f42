package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;

/**
 * What to do after an answer, decided here once for every platform. Trying again ends when the conversion expires, not
 * after a number of tries; only a code that nobody knows is tried a few times and then shown to a person.
 *
 * @param backoff after a failure that passes by itself
 * @param delay after "too early", when the platform does not say how early
 * @param unclassifiedTries how often an unknown code is tried
 * @param stoppedRetry how often a stopped connection is tried
 */
record RetryPolicy(Backoff backoff, Duration delay, int unclassifiedTries, Duration stoppedRetry) {
    /** Another try must leave the platform the time to take it in. */
    private static final Duration LAST_TRY_BEFORE_EXPIRY = Duration.ofMinutes(5);

    /**
     * @param size of the batch it was sent in
     * @param attempt tries so far, this one included
     * @param unclassified tries so far that ended with an unknown code, this one not included
     * @param before whether it has left before this try, so that the platform may have it from then
     */
    record Sent(int size, int attempt, int unclassified, Instant expiresAt, boolean before) {}

    /** After an answer for one conversion. */
    Decision after(Outcome outcome, Sent sent, Instant now) {
        return switch (outcome) {
            case Outcome.Accepted() -> new Decision.Accept();
            case Outcome.Duplicate(var failure) -> known(failure, sent);
            case Outcome.Rejected(var failure) -> refused(failure, sent, now);
            case Outcome.Deferred(var failure, var notBefore) -> deferred(failure, notBefore, sent, now);
            case Outcome.Spared() -> new Decision.AgainAtOnce();
            case Outcome.Suspect(var failure) ->
                sent.size() == 1 ? new Decision.NeedsYou(failure) : new Decision.Split(failure);
            case Outcome.Unheard(var failure) -> new Decision.Doubt(failure);
        };
    }

    private Decision deferred(Failure failure, Optional<Instant> notBefore, Sent sent, Instant now) {
        return switch (failure.failureClass()) {
            case DELAY -> new Decision.Wait(notBefore.orElse(now.plus(delay)), failure);
            case THROTTLED -> new Decision.Again(notBefore.orElse(pause(sent, now)), failure, false);
            case TRANSIENT,
                    AUTHENTICATION,
                    CONFIGURATION,
                    PERMANENT,
                    DUPLICATE,
                    OCCUPIED,
                    EXPECTED,
                    UNKNOWN_OUTCOME,
                    UNCLASSIFIED -> new Decision.Again(notBefore.orElse(pause(sent, now)), failure, true);
        };
    }

    /** After a word against one conversion, be it an answer at once or a verdict later. */
    Decision refused(Failure failure, Sent sent, Instant now) {
        return switch (failure.failureClass()) {
            case PERMANENT, CONFIGURATION -> new Decision.NeedsYou(failure);
            case EXPECTED -> new Decision.Exclude(failure);
            case DUPLICATE, OCCUPIED -> known(failure, sent);
            case DELAY -> new Decision.Wait(now.plus(delay), failure);
            case TRANSIENT, THROTTLED, AUTHENTICATION -> new Decision.Again(pause(sent, now), failure, true);
            case UNKNOWN_OUTCOME -> new Decision.Doubt(failure);
            case UNCLASSIFIED ->
                sent.unclassified() + 1 < unclassifiedTries
                        ? new Decision.Again(pause(sent, now), failure, true)
                        : new Decision.Hold(failure);
        };
    }

    /** Of what has left only once, whatever the platform has in its place is another one. */
    private static Decision known(Failure failure, Sent sent) {
        return failure.failureClass() == FailureClass.OCCUPIED && !sent.before()
                ? new Decision.Exclude(failure)
                : new Decision.AcceptAsDuplicate(failure);
    }

    /** After a conversation that broke: the same for every conversion of the batch. */
    Decision afterBreak(Failure failure, Optional<Instant> notBefore, Sent sent, Instant now) {
        return switch (failure.failureClass()) {
            case UNKNOWN_OUTCOME -> new Decision.Doubt(failure);
            case THROTTLED -> new Decision.Again(notBefore.orElse(pause(sent, now)), failure, false);
            // The connection is stopped, and the conversions wait for it rather than for an hour of their own.
            case AUTHENTICATION, CONFIGURATION -> new Decision.Again(now, failure, false);
            case TRANSIENT, DELAY, EXPECTED, DUPLICATE, OCCUPIED ->
                new Decision.Again(notBefore.orElse(pause(sent, now)), failure, true);
            case PERMANENT -> sent.size() == 1 ? new Decision.NeedsYou(failure) : new Decision.Split(failure);
            case UNCLASSIFIED ->
                sent.unclassified() + 1 < unclassifiedTries
                        ? new Decision.Again(pause(sent, now), failure, true)
                        : new Decision.Hold(failure);
        };
    }

    /** When to send again what may have arrived, where the platform counts it once. */
    Instant resend(int attempt, Instant expiresAt, Instant now) {
        return pause(new Sent(1, attempt, 0, expiresAt, true), now);
    }

    private Instant pause(Sent sent, Instant now) {
        var next = backoff.after(sent.attempt(), now);
        var last = sent.expiresAt().minus(LAST_TRY_BEFORE_EXPIRY);
        return next.isAfter(last) && last.isAfter(now) ? last : next;
    }
}
