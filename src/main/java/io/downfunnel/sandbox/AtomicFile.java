package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

/** A file that is always whole: the old text or the new one, whenever the process is killed. */
final class AtomicFile {

    private AtomicFile() {}

    static void write(Path file, byte[] text) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(draft, text);
            Files.move(draft, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
