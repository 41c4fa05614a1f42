package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** So many values (fields times rows) of the analytics in any five minutes (linkedin.md §5.1). */
final class MetricValues {
    private static final long MOST = 45_000_000;

    private record Taken(Instant at, long values) {}

    private final Duration window;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private long most = MOST;

    /** @param window five minutes, as long as they are here */
    MetricValues(Duration window) {
        this.window = window;
    }

    /** @return whether they may be given */
    synchronized boolean take(long values, Instant now) {
        taken.removeIf(each -> !each.at().plus(window).isAfter(now));
        if (taken.stream().mapToLong(Taken::values).sum() + values > most) {
            return false;
        }
        taken.add(new Taken(now, values));
        return true;
    }

    synchronized void limit(long most) {
        this.most = most;
        taken.clear();
    }

    void reset() {
        limit(MOST);
    }
}
