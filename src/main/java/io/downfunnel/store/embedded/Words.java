package io.downfunnel.store.embedded;

import java.util.Locale;

import static java.util.function.Predicate.not;

/** What PostgreSQL and the operating system write when something is in the way. */
final class Words {
    private Words() {}

    /** Where programs say what stopped them. */
    static String lastLines(String said) {
        var lines = said.lines().filter(not(String::isBlank)).map(String::strip).toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

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
