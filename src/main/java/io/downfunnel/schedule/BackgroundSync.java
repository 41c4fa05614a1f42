package io.downfunnel.schedule;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.TrailStore;

/** At most one at a time on a node; other nodes and the timetable may run theirs beside it. */
@ApplicationScoped
class BackgroundSync implements SyncStarter {
    private static final Logger LOG = Logger.getLogger(BackgroundSync.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sync sync;
    private final TrailStore trail;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Says when the run is on record. */
    private record Beginning(CountDownLatch begun) implements SyncWatcher {
        @Override
        public void started(String step) {
            begun.countDown();
        }

        @Override
        public void progress(String step, long expected, long done, String waiting) {}

        @Override
        public void finished(String step, String message, boolean failed) {}
    }

    BackgroundSync(Sync sync, TrailStore trail) {
        this.sync = sync;
        this.trail = trail;
    }

    @Override
    public boolean start(String startedBy) {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        var begun = new CountDownLatch(1);
        Thread.ofVirtual().name("sync").uncaughtExceptionHandler(this::tell).start(() -> {
            try {
                trail.append(new TrailEntry(startedBy, TrailEntry.What.SYNC_STARTED, "", "on the overview"));
                sync.once(startedBy, new Beginning(begun));
            } finally {
                running.set(false);
                begun.countDown();
            }
        });
        await(begun);
        return true;
    }

    /** Whoever pressed the button is to see the run on the next page, not the page as it was. */
    private static void await(CountDownLatch begun) {
        try {
            if (!begun.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The sync takes its time to begin; it goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Thread thread, Throwable failure) {
        LOG.error("The sync broke; what it left is taken up by the next one", failure);
    }
}
