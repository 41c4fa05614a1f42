package io.downfunnel.schedule;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Vetoed;

/** Counts how often the button was pressed, and lets the steps rest. */
@Vetoed
public final class RestingStarter extends BackgroundSync {
    private final AtomicInteger starts = new AtomicInteger();

    public RestingStarter() {
        super(null, null);
    }

    @Override
    public boolean start(String startedBy) {
        return starts.incrementAndGet() == 1;
    }

    public int starts() {
        return starts.get();
    }
}
