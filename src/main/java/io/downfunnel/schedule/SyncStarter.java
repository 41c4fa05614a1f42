package io.downfunnel.schedule;

/** Starts a sync in the background, for somebody who pressed a button. */
public interface SyncStarter {

    /**
     * Returns as soon as the run is on record; it tells the rest.
     *
     * @param startedBy who pressed the button, as recorded with the run
     * @return false when one is running already, so that none was started
     */
    boolean start(String startedBy);
}
