package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a shell command with exactly the environment it is given. */
final class Shell {
    /** What our scripts may use of a system; a folder with these alone is a PATH without any JDK. */
    private static final List<String> TOOLS = List.of("sh", "sed", "head", "dirname", "readlink", "mkdir", "cat");

    record Result(int exit, String out, String err) {}

    private Shell() {}

    static Result run(Path folder, Map<String, String> environment, String... command) {
        try {
            var out = Files.createTempFile("shell", ".out");
            var err = Files.createTempFile("shell", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            int exit = builder.start().waitFor();
            return new Result(
                    exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path tools(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var tool : TOOLS) {
            Files.createSymbolicLink(folder.resolve(tool), find(tool));
        }
        return folder;
    }

    private static Path find(String tool) {
        return List.of("/bin", "/usr/bin").stream()
                .map(bin -> Path.of(bin, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** Says its version as a JDK does, and otherwise its arguments. */
    static Path fakeJdk(Path home, String version) throws IOException {
        script(home.resolve("bin/java"), """
                if [ "$1" = -version ]; then
                  echo 'Picked up JAVA_TOOL_OPTIONS: -Xmx1g' >&2
                  echo 'openjdk version "%s" 2026-01-20' >&2
                else
                  for argument in "$@"; do echo "$argument"; done
                fi
                """.formatted(version));
        script(home.resolve("bin/javac"), "");
        return home;
    }

    static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("Cannot make " + file + " executable");
        }
    }
}
