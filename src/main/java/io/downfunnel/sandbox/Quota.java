package io.downfunnel.sandbox;

import java.time.Duration;
import java.time.Instant;

/** So many requests in a window of time; windows follow each other from the epoch on, so a day ends at midnight UTC. */
public final class Quota {

    private final Duration window;
    private int limit;
    private long current;
    private int taken;

    public Quota(int limit, Duration window) {
        this.limit = limit;
        this.window = window;
    }

    /** Takes one request out of the window of this instant; false when there is none left. A refused request costs nothing. */
    public synchronized boolean take(Instant now) {
        long number = Duration.between(Instant.EPOCH, now).dividedBy(window);
        if (number != current) {
            current = number;
            taken = 0;
        }
        if (taken >= limit) {
            return false;
        }
        taken++;
        return true;
    }

    public synchronized void limit(int limit) {
        this.limit = limit;
    }
}
