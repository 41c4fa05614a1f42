package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program for Node with clients from npm, {@code visit.js}, which says what it heard as JSON on its last line. It is
 * installed below target, so that the sources stay as they are; a finished installation is used again.
 */
public final class NodeProgram {

    private final Path sources;
    private final Path workplace;

    private NodeProgram(String name) {
        this.sources = Path.of("src/test/js", name);
        this.workplace = Path.of("target", name);
    }

    /** @param name of its folder below {@code src/test/js} */
    public static NodeProgram installed(String name) {
        var program = new NodeProgram(name);
        try {
            program.install();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program;
    }

    /** Runs it, and gives what it printed last. */
    public JsonNode run(String... arguments) {
        String said = run(Stream.concat(Stream.of("node", "visit.js"), Stream.of(arguments))
                .toList());
        return Visitor.parsed(said.lines().toList().getLast());
    }

    private void install() throws IOException {
        Files.createDirectories(workplace);
        for (String file : List.of("package.json", "package-lock.json", "visit.js")) {
            Files.write(workplace.resolve(file), Files.readAllBytes(sources.resolve(file)));
        }
        Path installed = workplace.resolve("installed");
        String lock = Files.readString(sources.resolve("package-lock.json"));
        if (!Files.exists(installed) || !Files.readString(installed).equals(lock)) {
            run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
            Files.writeString(installed, lock);
        }
    }

    private String run(List<String> command) {
        Path output = workplace.resolve(command.getFirst() + ".log").toAbsolutePath();
        try {
            Process process = new ProcessBuilder(
                            windows()
                                    ? Stream.concat(Stream.of("cmd", "/c"), command.stream())
                                            .toList()
                                    : command)
                    .directory(workplace.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(15, TimeUnit.MINUTES);
            process.destroyForcibly();
            String said = Files.readString(output);
            assertThat(ended)
                    .as("%s ends within fifteen minutes; it said: %s", command.getFirst(), said)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s said: %s", String.join(" ", command.subList(0, 2)), said)
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    command.getFirst()
                            + " could not be started. This test needs Node.js 18 or newer with npm on the PATH.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
