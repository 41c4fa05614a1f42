package io.downfunnel.schedule;

/** Whoever wants to see a sync while it happens: a terminal, a test, or nobody. */
public interface SyncWatcher {

    void started(String step);

    /**
     * @param expected how many there will be, or -1 while that is not known
     * @param waiting what the step waits for, or an empty text
     */
    void progress(String step, long expected, long done, String waiting);

    void finished(String step, String message, boolean failed);

    SyncWatcher NOBODY = new SyncWatcher() {
        @Override
        public void started(String step) {}

        @Override
        public void progress(String step, long expected, long done, String waiting) {}

        @Override
        public void finished(String step, String message, boolean failed) {}
    };
}
