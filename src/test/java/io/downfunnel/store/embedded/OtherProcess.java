package io.downfunnel.store.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another Java process that opens an embedded database, and what it says about it. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private String url;

    private OtherProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static OtherProcess open(Path directory, String... prefix) {
        var process = start(directory, prefix);
        process.awaitOpen();
        return process;
    }

    static OtherProcess start(Path directory, String... prefix) {
        var command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OtherProcess.class.getName(),
                directory.toString()));
        try {
            return new OtherProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the database, says its address, and closes it when told to on its standard input. */
    public static void main(String... args) throws IOException {
        try (var database = EmbeddedDatabase.open(Path.of(args[0]))) {
            System.out.println((database.owner() ? "owner " : "guest ") + database.jdbcUrl());
            while (System.in.read() >= 0) {
                System.out.println((database.owner() ? "owner " : "guest ") + database.jdbcUrl());
            }
        }
    }

    void awaitOpen() {
        url = hear();
    }

    private String hear() {
        try {
            for (String line; (line = said.readLine()) != null; ) {
                if (line.matches("(owner|guest) .*")) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("The other process ended without opening the database");
    }

    private String ask() {
        try {
            process.getOutputStream().write('?');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hear();
    }

    boolean owner() {
        return ask().startsWith("owner ");
    }

    String jdbcUrl() {
        return url.substring("owner ".length());
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The other process does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
