package io.downfunnel.schedule;

import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

/** Starts a sync in the background, for somebody who pressed a button. */
@ApplicationScoped
public class SyncStarter {
    private static final Logger LOG = Logger.getLogger(SyncStarter.class);

    private final Sync sync;
    private final AtomicBoolean running = new AtomicBoolean();

    SyncStarter(Sync sync) {
        this.sync = sync;
    }

    /**
     * Returns at once; the run tells the rest.
     *
     * @param startedBy who pressed the button, as recorded with the run
     * @return false when this node runs one already, so that none was started
     */
    public boolean start(String startedBy) {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        Thread.ofVirtual().name("sync").uncaughtExceptionHandler(this::tell).start(() -> {
            try {
                sync.once(startedBy, SyncWatcher.NOBODY);
            } finally {
                running.set(false);
            }
        });
        return true;
    }

    private void tell(Thread thread, Throwable failure) {
        LOG.error("The sync broke; what it left is taken up by the next one", failure);
    }
}
