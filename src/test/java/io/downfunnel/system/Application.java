package io.downfunnel.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged application in a process of its own. */
final class Application implements AutoCloseable {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();

    private final Process process;
    private final Path out;
    private final Path err;

    private Application(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it with nothing but these variables of ours; its output goes to files in the folder. */
    static Application start(Path folder, Map<String, String> environment, String... arguments) {
        assertThat(JAR).as("the packaged application").exists();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It starts in half the time, and none of these tests is about its speed.
                "-XX:TieredStopAtLevel=1",
                "-Dsun.net.http.retryPost=false",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(folder);
            var name = arguments.length == 0 ? "serve" : arguments[0];
            var out = Files.createTempFile(folder, name + "-", ".out");
            var err = Path.of(out.toString().replace(".out", ".err"));
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("DOWNFUNNEL_"));
            builder.environment().putAll(new HashMap<>(environment));
            return new Application(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end and returns its exit code. */
    int end(Duration patience) {
        try {
            assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ends within %s; it said:%n%s", patience, said())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
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
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
