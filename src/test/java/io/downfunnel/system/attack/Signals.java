package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Signals to processes that the harness started, by their number. */
enum Signals {
    KILL,
    /** PostgreSQL stops at once and recovers at its next start. */
    QUIT,
    /** PostgreSQL ends its connections and stops. */
    INT,
    STOP,
    CONT;

    void to(ProcessHandle process) {
        to(process.pid());
    }

    void to(long pid) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
