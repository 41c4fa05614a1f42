package io.downfunnel.extract;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.downfunnel.domain.Failure;

/**
 * Whether and when to ask again within a run. What does not pass in about a minute is left to the next run, which goes
 * on where this one stopped.
 */
record Patience(int tries, Duration first, RandomGenerator dice) {

    /** They pass too, but with another question. */
    private static final Set<String> ASK_DIFFERENTLY = Set.of(
            "INVALID_QUERY_LOCATOR",
            "QUERY_TIMEOUT",
            "QUERY_TOO_COMPLICATED",
            "OPERATION_TOO_LARGE",
            "RESPONSE_TOO_LARGE",
            "EXCEEDED_ID_LIMIT",
            "INTERRUPTED");

    /**
     * @param failed how often it failed by now, from 1
     * @return empty when it is enough
     */
    Optional<Duration> pause(Failure failure, int failed) {
        if (failed >= tries || !passes(failure)) {
            return Optional.empty();
        }
        var longest = first.multipliedBy(1L << (failed - 1)).toMillis();
        // Not all nodes at the same moment, and never at once.
        return Optional.of(Duration.ofMillis(longest / 2 + dice.nextLong(longest / 2 + 1)));
    }

    private static boolean passes(Failure failure) {
        return switch (failure.failureClass()) {
            case TRANSIENT, UNKNOWN_OUTCOME -> !ASK_DIFFERENTLY.contains(failure.code());
            case THROTTLED,
                    AUTHENTICATION,
                    CONFIGURATION,
                    PERMANENT,
                    DELAY,
                    DUPLICATE,
                    OCCUPIED,
                    EXPECTED,
                    UNCLASSIFIED -> false;
        };
    }
}
