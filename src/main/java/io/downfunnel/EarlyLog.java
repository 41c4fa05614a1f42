package io.downfunnel;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What is logged before Quarkus has set its log up looks like what comes after. */
final class EarlyLog {
    /** Kept, since a logger that nobody holds forgets its level. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("io.zonky"), Logger.getLogger("org.eclipse.jetty"));

    private EarlyLog() {}

    static void prepare() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tLZ %4$-5s %3$s: %5$s%6$s%n");
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
    }
}
