package io.downfunnel.store.embedded;

/**
 * Which directories this Java process has open. File locks are between processes, and trying for one that this process
 * holds would drop it (see {@link FileHold}), so we ask here first.
 *
 * <p>Kept as a system property, since one process may load this class several times.
 */
record Tenancy(String name) {

    static Tenancy of(Home home) {
        return new Tenancy("io.downfunnel.database.open:" + home.directory());
    }

    /** True for the first to come. */
    boolean begin() {
        return System.getProperties().putIfAbsent(name, "yes") == null;
    }

    void end() {
        System.getProperties().remove(name);
    }
}
