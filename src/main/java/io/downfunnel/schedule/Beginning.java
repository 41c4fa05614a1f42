package io.downfunnel.schedule;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/** Lets whoever pressed a button wait until the run is on record: they are to see it on the next page. */
final class Beginning implements SyncWatcher {
    private static final Logger LOG = Logger.getLogger(Beginning.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void started(String step) {
        begun.countDown();
    }

    @Override
    public void progress(String step, long expected, long done, String waiting) {}

    @Override
    public void finished(String step, String message, boolean failed) {}

    /** Also when it never came to a step. */
    void over() {
        begun.countDown();
    }

    /** Gives up after a while: the run goes on without anybody who waits for it. */
    void await() {
        try {
            if (!begun.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The run takes its time to begin; it goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
