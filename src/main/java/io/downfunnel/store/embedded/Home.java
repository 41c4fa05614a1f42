package io.downfunnel.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies where in the directory of the embedded database. */
record Home(Path directory) {
    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    /** Creates the directory where it is missing; only its owner may look inside. */
    static Home at(Path directory) {
        var absolute = directory.toAbsolutePath().normalize();
        try {
            createPrivately(absolute);
            var home = new Home(absolute.toRealPath());
            home.checkWritable();
            return home;
        } catch (FileAlreadyExistsException e) {
            throw new EmbeddedDatabaseException("The database directory " + absolute + " is not a directory. Set"
                    + " downfunnel.database.directory to a folder that Downfunnel may create or use.");
        } catch (IOException e) {
            throw notWritable(absolute, e);
        }
    }

    private static void createPrivately(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getParent() != null) {
            Files.createDirectories(directory.getParent());
        }
        try {
            Files.createDirectory(directory, only("rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private void checkWritable() throws IOException {
        // Asking Files.isWritable is not enough: it is silent about a full disk and about read-only mounts.
        var probe = Files.createTempFile(directory, "probe", null);
        try {
            Files.writeString(probe, "x");
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static EmbeddedDatabaseException notWritable(Path directory, IOException cause) {
        var why = Words.mentionsFullDisk(String.valueOf(cause.getMessage()))
                ? "The disk is full: free some space"
                : "Make it writable for the user " + System.getProperty("user.name")
                        + ", or set downfunnel.database.directory to another folder";
        return new EmbeddedDatabaseException(
                "The database directory " + directory + " cannot be written to (" + cause + "). Nothing is read or sent"
                        + " before that is mended. " + why + ", and start again.",
                cause);
    }

    Path cluster() {
        return directory.resolve("postgres");
    }

    Path binaries() {
        return directory.resolve("binaries");
    }

    Path log() {
        return directory.resolve("postgres.log");
    }

    Path passwordFile() {
        return directory.resolve("postgres.password");
    }

    Path portFile() {
        return directory.resolve("postgres.port");
    }

    Path ownerLock() {
        return directory.resolve("owner.lock");
    }

    /** Who owns the directory, for messages only. */
    Path ownerNote() {
        return directory.resolve("owner.txt");
    }

    Path guestsLock() {
        return directory.resolve("guests.lock");
    }

    /** Text of a small file; empty where there is none. */
    static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "The file " + file + " of the embedded database cannot be read (" + e
                            + "). Nothing was changed. Give" + " it to the user " + System.getProperty("user.name")
                            + ", who runs Downfunnel.",
                    e);
        }
    }

    /** Whole or not at all, readable by its owner only. */
    static void write(Path file, String text) {
        try {
            var draft =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".draft", only("rw-------"));
            Files.writeString(draft, text + "\n", StandardCharsets.UTF_8, StandardOpenOption.SYNC);
            moveInto(draft, file);
        } catch (IOException e) {
            throw notWritable(file.getParent(), e);
        }
    }

    static void moveInto(Path draft, Path place) throws IOException {
        try {
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> children = Files.list(tree)) {
                for (var child : children.toList()) {
                    deleteTree(child);
                }
            }
        }
        Files.delete(tree);
    }

    static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
