package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * Growing pauses: each twice as long as the one before, up to the longest.
 *
 * @param chance from 0 to 1; half of a pause is left to it, so that what failed together does not come back together
 */
record Backoff(Duration first, Duration longest, DoubleSupplier chance) {
    private static final int ENOUGH_DOUBLINGS = 30;

    /** @param tries so far, at least one */
    Instant after(int tries, Instant now) {
        var pause = first.multipliedBy(1L << Math.min(Math.max(tries - 1, 0), ENOUGH_DOUBLINGS));
        var capped = pause.compareTo(longest) > 0 ? longest : pause;
        long half = capped.toMillis() / 2;
        return now.plusMillis(half + Math.round(half * chance.getAsDouble()));
    }
}
