package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command of the packaged application, before it is started.
 *
 * @param application folder of the packaged application, as Maven built it or with something planted in it
 * @param options of the Java machine
 */
record Program(
        Path application, List<String> options, Map<String, String> environment, Path output, List<String> arguments) {
    static final Path BUILT = Path.of("target", "quarkus-app").toAbsolutePath();

    Program {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    static Program of(Path application, Path output, String... arguments) {
        return new Program(application, List.of(), Map.of(), output, List.of(arguments));
    }

    Program with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(application, options, more, output, arguments);
    }

    Program withOption(String option) {
        var more = new ArrayList<>(options);
        more.add(option);
        return new Program(application, more, environment, output, arguments);
    }

    Running start() {
        var jar = application.resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new AssertionError("There is no packaged application: " + jar);
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It starts in half the time, and none of this is about its speed.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // From here on as src/main/sh/downfunnel starts it.
                "-Dsun.net.http.retryPost=false",
                "-XX:+ExitOnOutOfMemoryError"));
        if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            command.add("-Xmx256m");
        }
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(output);
            var out = Files.createTempFile(output, arguments.getFirst() + "-", ".out");
            var err = Path.of(out.toString().replace(".out", ".err"));
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("DOWNFUNNEL_"));
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command, once it runs; its two outputs go to files. */
    record Running(Process process, Path out, Path err) implements AutoCloseable {
        private static final int TALKING_AT_MOST = 10;

        boolean alive() {
            return process.isAlive();
        }

        /**
         * Waits for its end and returns its exit code: with many conversions to send that takes its time, so it may, while it
         * goes on saying how far it is.
         *
         * @param patience how long it may say nothing
         */
        int end(Duration patience) {
            var begun = Instant.now();
            while (!ended(patience.dividedBy(10))) {
                if (begun.plus(patience.multipliedBy(TALKING_AT_MOST)).isBefore(Instant.now())) {
                    throw new AssertionError("It talks and does not end; it said:\n" + said());
                }
                if (lastSaid(begun).plus(patience).isBefore(Instant.now())) {
                    throw new AssertionError(
                            "It does not end, and has said nothing for " + patience + "; it said:\n" + said());
                }
            }
            return process.exitValue();
        }

        private Instant lastSaid(Instant begun) {
            try {
                var said = Files.getLastModifiedTime(err).toInstant();
                return said.isAfter(begun) ? said : begun;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean ended(Duration patience) {
            try {
                return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Ends it as a power cut would: no shutdown hook runs. */
        void kill() {
            process.destroyForcibly();
            end(Duration.ofSeconds(20));
        }

        String printed() {
            return read(out);
        }

        String said() {
            return read(err);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            if (process.isAlive()) {
                Signals.CONT.to(process.toHandle());
                process.destroy();
                if (!ended(Duration.ofSeconds(20))) {
                    process.destroyForcibly();
                }
            }
        }
    }
}
