package io.downfunnel.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.downfunnel.domain.Progress;
import io.downfunnel.store.RunStore;

/** Passes a step's progress on: to the watcher at once, to the database twice a second at most. */
final class StepRecorder implements Progress {
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(500);

    private final RunStore runs;
    private final SyncWatcher watcher;
    private final Clock clock;
    private final long run;
    private final int ordinal;
    private final String step;

    private long expected = -1;
    private long done;
    private long before;
    private String waiting = "";
    private Instant written = Instant.MIN;
    private boolean stopped;

    StepRecorder(RunStore runs, SyncWatcher watcher, Clock clock, long run, int ordinal, String step) {
        this.runs = runs;
        this.watcher = watcher;
        this.clock = clock;
        this.run = run;
        this.ordinal = ordinal;
        this.step = step;
    }

    /** A run comes back to its step: what it expects comes on top of what was done. */
    synchronized void begin() {
        before = done;
    }

    @Override
    public synchronized void expect(long total) {
        expected = before + total;
        changed(false);
    }

    @Override
    public synchronized void advance(long count) {
        done += count;
        waiting = "";
        changed(false);
    }

    @Override
    public synchronized void waiting(String why) {
        waiting = why;
        changed(true);
    }

    @Override
    public synchronized boolean goesOn() {
        changed(false);
        return !stopped;
    }

    synchronized long done() {
        return done;
    }

    synchronized void flush() {
        changed(true);
    }

    private void changed(boolean atOnce) {
        watcher.progress(step, expected, done, waiting);
        var now = clock.instant();
        if (atOnce || written.plus(BETWEEN_WRITES).isBefore(now)) {
            stopped = runs.progress(
                    run, ordinal, expected < 0 ? null : expected, done, waiting.isEmpty() ? null : waiting);
            written = now;
        }
    }
}
