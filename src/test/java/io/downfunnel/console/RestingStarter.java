package io.downfunnel.console;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.test.Mock;

import io.downfunnel.schedule.SyncStarter;

/** Counts how often the button was pressed, and lets the steps rest. */
@ApplicationScoped
@Mock
class RestingStarter implements SyncStarter {
    private final AtomicInteger starts = new AtomicInteger();

    @Override
    public boolean start(String startedBy) {
        return starts.incrementAndGet() == 1;
    }

    int starts() {
        return starts.get();
    }
}
