package io.downfunnel.store.sealed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A key file that is good, and not ours. */
public final class OtherInstallation {
    private OtherInstallation() {}

    public static KeyFile key() {
        try {
            var file = new KeyFile(Files.createTempDirectory("other").resolve("downfunnel.key"));
            file.create();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
