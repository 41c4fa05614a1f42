package io.downfunnel.sandbox.salesforce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Calls of the last 24 hours against the daily allowance. */
final class ApiUsage {

    static final int DEFAULT_LIMIT = 100_000;
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final long MINUTE = 60;

    private static final class Minute {
        final Instant start;
        int calls;

        Minute(Instant start) {
            this.start = start;
        }
    }

    private final Clock clock;
    private final Deque<Minute> minutes = new ArrayDeque<>();
    private int calls;
    private int limit = DEFAULT_LIMIT;

    ApiUsage(Clock clock) {
        this.clock = clock;
    }

    /** @throws Refusal when the allowance is used up; a refused call does not count */
    synchronized void count() {
        forgetOld();
        if (calls >= limit) {
            throw new Refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        Instant minute = Instant.ofEpochSecond(clock.instant().getEpochSecond() / MINUTE * MINUTE);
        if (minutes.isEmpty() || !minutes.getLast().start.equals(minute)) {
            minutes.addLast(new Minute(minute));
        }
        minutes.getLast().calls++;
        calls++;
    }

    synchronized int calls() {
        forgetOld();
        return calls;
    }

    synchronized int limit() {
        return limit;
    }

    synchronized void limit(int newLimit) {
        limit = newLimit;
    }

    synchronized void clear() {
        minutes.clear();
        calls = 0;
        limit = DEFAULT_LIMIT;
    }

    private void forgetOld() {
        Instant horizon = clock.instant().minus(WINDOW);
        while (!minutes.isEmpty() && minutes.getFirst().start.isBefore(horizon)) {
            calls -= minutes.removeFirst().calls;
        }
    }
}
