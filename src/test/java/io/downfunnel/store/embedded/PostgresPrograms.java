package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of PostgreSQL, for tests that run a server of their own instead of the embedded one. */
public final class PostgresPrograms {
    private final Binaries binaries;
    private final Privileges privileges;

    private PostgresPrograms(Binaries binaries, Privileges privileges) {
        this.binaries = binaries;
        this.privileges = privileges;
    }

    public static PostgresPrograms unpacked() {
        return new PostgresPrograms(
                Binaries.unpack(Home.at(Path.of("target", "test-database-binaries"))), Privileges.ofThisProcess());
    }

    /** As a user that PostgreSQL agrees to be. */
    public List<String> command(String program, String... arguments) {
        var plain = new ArrayList<String>();
        plain.add(binaries.program(program));
        plain.addAll(List.of(arguments));
        return privileges.command(plain);
    }

    /** Makes a folder that belongs to whoever the server runs as. */
    public Path folder(Path folder) {
        try {
            Files.createDirectories(folder);
            if (!privileges.user().equals(System.getProperty("user.name"))) {
                Files.setOwner(
                        folder,
                        folder.getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByName(privileges.user()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
