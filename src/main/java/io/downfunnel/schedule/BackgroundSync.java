package io.downfunnel.schedule;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.TrailStore;

/** At most one at a time on a node; other nodes and the timetable may run theirs beside it. */
@ApplicationScoped
class BackgroundSync implements SyncStarter {
    private static final Logger LOG = Logger.getLogger(BackgroundSync.class);

    private final Sync sync;
    private final TrailStore trail;
    private final AtomicBoolean running = new AtomicBoolean();

    BackgroundSync(Sync sync, TrailStore trail) {
        this.sync = sync;
        this.trail = trail;
    }

    @Override
    public boolean start(String startedBy) {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        var beginning = new Beginning();
        Thread.ofVirtual().name("sync").uncaughtExceptionHandler(this::tell).start(() -> {
            try {
                trail.append(new TrailEntry(startedBy, TrailEntry.What.SYNC_STARTED, "", "on the overview"));
                sync.once(startedBy, beginning);
            } finally {
                running.set(false);
                beginning.over();
            }
        });
        beginning.await();
        return true;
    }

    private void tell(Thread thread, Throwable failure) {
        LOG.error("The sync broke; what it left is taken up by the next one", failure);
    }
}
