package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Circuit;
import io.downfunnel.domain.Failure;

/**
 * When an endpoint is left alone because its calls get lost, and when it is used again: the circuit breaker. An endpoint
 * that was left alone long enough is tried with one small request, by one node; its answer decides.
 *
 * @param window how many of the last calls are looked at
 * @param percent of them lost that are too many
 * @param inARow lost calls in a row that are too many
 * @param pause for which it is left alone at first; twice as long after each try that got lost
 * @param longest such pause
 */
record Breaker(int window, int percent, int inARow, Duration pause, Duration longest) {
    private static final int ENOUGH_DOUBLINGS = 20;

    /** @param trying whether this was the one request that tries it out */
    Circuit answered(Circuit before, boolean trying, Instant now) {
        if (trying) {
            return Circuit.closed(now);
        }
        return before.isClosed() ? remember(before, '.') : before;
    }

    /**
     * @param trying whether this was the one request that tries it out; of others the answers come too late to matter
     * @param remedy of the failure
     */
    Circuit lost(Circuit before, boolean trying, Failure failure, String remedy, Instant now) {
        if (trying) {
            return leaveAlone(before, failure, remedy, now.plus(pause(before.openings())), now);
        }
        if (!before.isClosed()) {
            return before;
        }
        var after = remember(before, 'x');
        return tooMany(after.calls()) ? leaveAlone(after, failure, remedy, now.plus(pause), now) : after;
    }

    /** The platform asks for a pause: nothing got lost, and nothing counts as lost. */
    Circuit asked(Circuit before, Failure failure, String remedy, Optional<Instant> until, Instant now) {
        var next = until.orElse(now.plus(pause(before.openings())));
        boolean longer = before.openUntil().map(next::isAfter).orElse(true);
        return longer ? leaveAlone(before, failure, remedy, next, now) : before;
    }

    private static Circuit leaveAlone(Circuit before, Failure failure, String remedy, Instant until, Instant now) {
        return new Circuit(
                before.calls(),
                before.openings() + 1,
                Optional.of(until),
                before.isClosed() ? now : before.since(),
                Optional.of(failure),
                remedy);
    }

    private Circuit remember(Circuit before, char call) {
        var calls = before.calls() + call;
        return new Circuit(
                calls.substring(Math.max(0, calls.length() - window)),
                before.openings(),
                before.openUntil(),
                before.since(),
                before.failure(),
                before.remedy());
    }

    private boolean tooMany(String calls) {
        long lost = calls.chars().filter(call -> call == 'x').count();
        return calls.endsWith("x".repeat(inARow)) || calls.length() == window && lost * 100 >= (long) percent * window;
    }

    /** @param openings before */
    private Duration pause(int openings) {
        var doubled = pause.multipliedBy(1L << Math.min(openings, ENOUGH_DOUBLINGS));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
