package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import io.downfunnel.platform.Descriptor.Pace;

/** Keeps to a platform's requests a minute, evenly, with a short burst at the beginning. */
final class Pacer {
    private final Clock clock;
    private final Duration interval;
    private final Duration burst;
    private Instant next = Instant.MIN;

    /** @param nodes that keep to this pace together */
    Pacer(Pace pace, int nodes, Clock clock) {
        this.clock = clock;
        this.interval = Duration.ofNanos(Duration.ofMinutes(1).toNanos() * nodes / pace.perMinute());
        this.burst = interval.multipliedBy(pace.atOnce() - 1L);
    }

    /** Returns when the next request may leave. */
    void await() {
        var wait = reserve(clock.instant());
        if (wait.isPositive()) {
            LockSupport.parkNanos(wait.toNanos());
        }
    }

    /** Takes a place in the row; says how long it is until then. */
    synchronized Duration reserve(Instant now) {
        var place = next.isAfter(now) ? next : now;
        next = place.plus(interval);
        return Duration.between(now, place).minus(burst);
    }
}
