package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The operations of the last 24 hours, which the access level of the Cloud project limits. Days are days, whatever the
 * sandbox's speed. google.md §3.2: Explorer, which a newcomer has, allows 2,880.
 */
final class Operations {

    static final int EXPLORER = 2_880;

    private static final Duration WINDOW = Duration.ofDays(1);

    private record Taken(Instant at, int count) {}

    private final Deque<Taken> taken = new ArrayDeque<>();
    private int perDay = EXPLORER;
    private int used;

    /** How long to wait until so many more are to be had; empty: they are. */
    Optional<Duration> wait(int count, Instant now) {
        forget(now);
        if (used + count <= perDay) {
            return Optional.empty();
        }
        int free = perDay - used;
        for (Taken each : taken) {
            free += each.count();
            if (free >= count) {
                return Optional.of(Duration.between(now, each.at().plus(WINDOW)));
            }
        }
        return Optional.of(WINDOW);
    }

    void take(int count, Instant at) {
        taken.add(new Taken(at, count));
        used += count;
    }

    void limit(int perDay) {
        this.perDay = perDay;
    }

    int used(Instant now) {
        forget(now);
        return used;
    }

    void clear() {
        taken.clear();
        used = 0;
    }

    private void forget(Instant now) {
        while (!taken.isEmpty() && !taken.peek().at().plus(WINDOW).isAfter(now)) {
            used -= taken.poll().count();
        }
    }
}
