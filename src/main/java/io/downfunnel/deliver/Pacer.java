package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import io.downfunnel.platform.Descriptor.Pace;

/** Keeps to a platform's requests a minute, evenly, with a short burst at the beginning. */
final class Pacer {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Pace pace;
    private final Clock clock;
    private Duration interval;
    private Instant next = Instant.MIN;

    Pacer(Pace pace, Clock clock) {
        this.pace = pace;
        this.clock = clock;
        this.interval = MINUTE.dividedBy(pace.perMinute());
    }

    /** @param nodes that keep to this pace together */
    synchronized void among(int nodes) {
        interval = MINUTE.multipliedBy(nodes).dividedBy(pace.perMinute());
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
        return Duration.between(now, place).minus(interval.multipliedBy(pace.atOnce() - 1L));
    }
}
