package io.downfunnel.store.embedded;

import java.util.Locale;

/** What PostgreSQL and the operating system write when something is in the way. */
final class Words {
    private Words() {}

    static boolean mentionsFullDisk(String text) {
        var small = text.toLowerCase(Locale.ROOT);
        return small.contains("no space left on device") || small.contains("disk quota exceeded");
    }

    static boolean mentionsTakenPort(String text) {
        return text.contains("could not bind") || text.contains("Address already in use");
    }

    /** Processes of a killed server take a moment to notice that it is gone. */
    static boolean mentionsLeftovers(String text) {
        return text.contains("pre-existing shared memory block")
                || text.contains("is another postmaster")
                || text.contains("Is another postmaster");
    }
}
