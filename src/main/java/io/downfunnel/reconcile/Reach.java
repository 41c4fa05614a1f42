package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far back the auditor looks for violations of an invariant.
 *
 * @param everythingEach how often it looks at everything
 * @param overlap what is older than the last look at everything by this much was over when it looked
 */
record Reach(Duration everythingEach, Duration overlap) {

    /**
     * What does not hold is looked at as a whole until it does, so that a violation leaves the list only by being mended.
     *
     * @param violations at the last look; empty: there was none
     * @param fullAt the last look at everything
     * @return empty: at everything
     */
    Optional<Instant> since(Optional<Long> violations, Optional<Instant> fullAt, Instant now) {
        return violations.filter(none -> none == 0).isEmpty()
                ? Optional.empty()
                : fullAt.filter(at -> at.plus(everythingEach).isAfter(now)).map(at -> at.minus(overlap));
    }
}
