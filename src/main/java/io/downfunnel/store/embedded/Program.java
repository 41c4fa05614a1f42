package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs one of PostgreSQL's own programs to its end. */
final class Program {
    private Program() {}

    record Result(int exit, String text) {
        boolean fine() {
            return exit == 0;
        }
    }

    static Result run(List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // A shell's PGDATA, PGPORT or PGOPTIONS belongs to another server; messages must be the ones we know.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("Interrupted while PostgreSQL was being started or stopped", e);
        }
    }
}
