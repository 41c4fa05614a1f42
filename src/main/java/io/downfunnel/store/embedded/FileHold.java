package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock on a file that the operating system takes back when this process dies, however it dies.
 *
 * <p>On POSIX systems closing any channel on a file drops all locks that the process has on it, so the same process must
 * never try for a file that it holds; {@link Tenancy} sees to that.
 */
final class FileHold implements AutoCloseable {
    private final FileChannel channel;

    private FileHold(FileChannel channel) {
        this.channel = channel;
    }

    static Optional<FileHold> alone(Path file) {
        return tryFor(file, false);
    }

    static Optional<FileHold> together(Path file) {
        return tryFor(file, true);
    }

    private static Optional<FileHold> tryFor(Path file, boolean shared) {
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            return lock == null ? Optional.empty() : Optional.of(new FileHold(channel));
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "The file " + file + " cannot be locked (" + e + "), so two Downfunnels might damage the database."
                            + " Nothing was started. Give the file to the user " + System.getProperty("user.name")
                            + ", or set downfunnel.database.directory to a disk of this machine.",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
