package io.downfunnel.schedule;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Vetoed;

/** Counts how often the button was pressed, and lets the steps rest. */
@Vetoed
public final class RestingStarter implements SyncStarter {
    private final AtomicInteger starts = new AtomicInteger();

    @Override
    public boolean start(String startedBy) {
        return starts.incrementAndGet() == 1;
    }

    public int starts() {
        return starts.get();
    }
}
