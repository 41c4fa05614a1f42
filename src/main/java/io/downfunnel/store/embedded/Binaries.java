package io.downfunnel.store.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked.
 *
 * @param directory has {@code bin}, {@code lib} and {@code share}
 * @param id the same for the same programs, different for any other build
 */
record Binaries(Path directory, String id) {

    static Binaries unpack(Home home) {
        try {
            var archive = archive();
            var id = fingerprint(archive);
            var place = home.binaries().resolve(id);
            if (!Files.isDirectory(place)) {
                unpack(archive, place);
            }
            return new Binaries(place, id);
        } catch (IOException e) {
            throw new EmbeddedDatabaseException(
                    "PostgreSQL could not be unpacked into " + home.binaries() + " (" + e + "). "
                            + (Words.mentionsFullDisk(String.valueOf(e.getMessage()))
                                    ? "The disk is full: free at least 200 MB"
                                    : "Make that folder writable")
                            + ", and start again.",
                    e);
        }
    }

    private static byte[] archive() throws IOException {
        try (var stream = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                System.getProperty("os.name")
                        .replaceFirst("(?i)^windows.*", "Windows")
                        .replace("Mac OS X", "Darwin"),
                System.getProperty("os.arch"))) {
            return stream.readAllBytes();
        } catch (IllegalStateException e) {
            throw new EmbeddedDatabaseException(
                    "Downfunnel carries no PostgreSQL for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch")
                            + ". Set downfunnel.database.url to a PostgreSQL server of your own.",
                    e);
        }
    }

    private static String fingerprint(byte[] archive) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Beside its place first, so that a kill in between leaves nothing that looks finished. */
    private static void unpack(byte[] archive, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        var draft = place.resolveSibling(place.getFileName() + ".unpacking");
        Home.deleteTree(draft);
        Files.createDirectory(draft);
        try (var entries = new TarArchiveInputStream(
                new XZInputStream(new BufferedInputStream(new ByteArrayInputStream(archive))))) {
            for (TarArchiveEntry entry; (entry = entries.getNextEntry()) != null; ) {
                unpack(entry, entries, draft);
            }
        }
        Home.moveInto(draft, place);
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path draft) throws IOException {
        var file = draft.resolve(entry.getName()).normalize();
        if (!file.startsWith(draft)) {
            throw new IOException("Entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, draft.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(content, file);
            if ((entry.getMode() & 0100) != 0 && !file.toFile().setExecutable(true, false)) {
                throw new IOException("Cannot make " + file + " executable");
            }
        }
    }

    String program(String name) {
        var plain = directory.resolve("bin").resolve(name);
        var windows = directory.resolve("bin").resolve(name + ".exe");
        return (Files.exists(windows) ? windows : plain).toString();
    }

    /** The programs of releases that nobody runs any more. */
    void removeOthers() {
        try (Stream<Path> all = Files.list(directory.getParent())) {
            for (var other : all.filter(each -> !each.equals(directory)).toList()) {
                Home.deleteTree(other);
            }
        } catch (IOException e) {
            // Only space is lost, and the next start tries again.
            org.jboss.logging.Logger.getLogger(Binaries.class).debugf(e, "Old programs stay in %s", directory);
        }
    }
}
