package io.downfunnel.store.embedded;

import java.time.Duration;

import org.jboss.logging.Logger;

/** Looks after something twice a second; less often, up to every half minute, while looking fails. */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Thread thread;
    private volatile boolean stopped;

    Watchdog(Runnable look) {
        thread = Thread.ofPlatform().daemon().name("database watchdog").start(() -> walk(look));
    }

    private void walk(Runnable look) {
        var round = ROUND;
        while (!stopped) {
            try {
                Thread.sleep(round);
                look.run();
                round = ROUND;
            } catch (InterruptedException e) {
                return;
            } catch (EmbeddedDatabaseException | java.io.UncheckedIOException e) {
                round = round.multipliedBy(2).compareTo(LONGEST) < 0 ? round.multipliedBy(2) : LONGEST;
                LOG.errorf("%s Next try in %d s.", e.getMessage(), Math.max(1, round.toSeconds()));
            }
        }
    }

    /** Does not interrupt a round in progress: it may be starting the server. */
    @Override
    public void close() {
        stopped = true;
    }
}
