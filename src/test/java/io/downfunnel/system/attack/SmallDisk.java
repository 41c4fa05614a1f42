package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A disk that is soon full: memory of a fixed size, mounted where only those see it who were started within. It takes root
 * and a kernel that gives out namespaces.
 */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final Process holder;
    private final Path folder;

    private SmallDisk(Process holder, Path folder) {
        this.holder = holder;
        this.folder = folder;
    }

    /** @return empty where none can be mounted */
    static Optional<SmallDisk> mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
            var process = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "sh",
                            "-c",
                            "mount -t tmpfs -o size=" + megabytes + "m,mode=0777 tmpfs '" + folder
                                    + "' && echo mounted && exec sleep 86400")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var first = process.inputReader().readLine();
            if ("mounted".equals(first)) {
                return Optional.of(new SmallDisk(process, folder.toAbsolutePath()));
            }
            process.destroyForcibly();
            return Optional.empty();
        } catch (IOException e) {
            // There is no such program here.
            return Optional.empty();
        }
    }

    /** What goes before a command so that it sees the disk. */
    List<String> within() {
        return List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount");
    }

    private Path seenFromOutside() {
        return Path.of("/proc/" + holder.pid() + "/root" + folder);
    }

    /** Not a byte is left afterwards. */
    void fill() {
        try (var ballast = Files.newOutputStream(seenFromOutside().resolve("ballast"))) {
            var chunk = new byte[CHUNK];
            while (true) {
                ballast.write(chunk);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void free() {
        try {
            Files.delete(seenFromOutside().resolve("ballast"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        holder.destroyForcibly();
        try {
            holder.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
