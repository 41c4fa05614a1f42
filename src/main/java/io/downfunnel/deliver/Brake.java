package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Failure;

/**
 * When to leave a connection alone after a conversation that broke.
 *
 * @param backoff between tries of a connection that fails
 * @param stoppedRetry between tries of a connection that waits for a person
 * @param patience broken conversations in a row until a failing connection is left alone
 */
record Brake(Backoff backoff, Duration stoppedRetry, int patience) {

    /**
     * @param forAPerson it does not pass by itself
     * @param until the next try
     */
    record Stop(boolean forAPerson, Instant until) {}

    /**
     * @param inARow broken conversations in this run, this one included
     * @param before times the connection was left alone since it last worked
     */
    Optional<Stop> after(Failure failure, Optional<Instant> notBefore, int inARow, int before, Instant now) {
        return switch (failure.failureClass()) {
            case AUTHENTICATION, CONFIGURATION -> Optional.of(new Stop(true, now.plus(stoppedRetry)));
            case THROTTLED -> Optional.of(new Stop(false, notBefore.orElse(backoff.after(before + 1, now))));
            case TRANSIENT, UNKNOWN_OUTCOME, UNCLASSIFIED, DELAY, EXPECTED, DUPLICATE ->
                inARow < patience
                        ? Optional.empty()
                        : Optional.of(new Stop(false, notBefore.orElse(backoff.after(before + 1, now))));
            case PERMANENT -> Optional.empty();
        };
    }
}
