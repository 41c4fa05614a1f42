package io.downfunnel.store;

import org.jdbi.v3.core.Handle;

/**
 * Keeps those who carry personal data from one table to the next apart from those who remove it: what was read before an
 * erasure must not be written after it. Held until the transaction ends.
 */
final class ErasureLock {
    /** A number of our own among the locks of the database. */
    private static final long NUMBER = 0x6572617365L;

    private ErasureLock() {}

    /** As many as like at once, while nobody erases. */
    static void carrying(Handle handle) {
        handle.execute("select pg_advisory_xact_lock_shared(?)", NUMBER);
    }

    /** Waits until nobody carries any more, and keeps others from beginning. */
    static void erasing(Handle handle) {
        handle.execute("select pg_advisory_xact_lock(?)", NUMBER);
    }
}
