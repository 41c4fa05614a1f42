package io.downfunnel.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        // Another user than ours may not be allowed to see the folder that we happen to be in.
        var builder = new ProcessBuilder(command)
                .directory(Path.of("/").toAbsolutePath().toFile())
                .redirectErrorStream(true);
        // A shell's PGDATA, PGPORT or PGOPTIONS belongs to another server; messages must be the ones we know.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text.strip());
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "The program " + command.getFirst() + " cannot be started (" + e.getMessage() + "). Nothing was"
                            + " changed. Set downfunnel.database.directory to a folder from which programs may be"
                            + " started, or downfunnel.database.url to a PostgreSQL server of your own.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("Interrupted while PostgreSQL was being started or stopped", e);
        }
    }
}
