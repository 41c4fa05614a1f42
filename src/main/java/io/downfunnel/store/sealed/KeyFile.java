package io.downfunnel.store.sealed;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

/** The file with the key of an installation: a Tink keyset for AES-256-GCM, readable by who runs us and by nobody else. */
public record KeyFile(Path path) {
    private static final Set<PosixFilePermission> OURS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> STRANGERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    public KeyFile {
        path = path.toAbsolutePath().normalize();
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink brings AES-GCM along", e);
        }
    }

    /** Empty when there is no such file. */
    Optional<Seal> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            if (posix() && Files.getPosixFilePermissions(path).stream().anyMatch(STRANGERS::contains)) {
                throw new SealException("Everybody on this machine may read the key file " + path
                        + ", so it is not used. Take the rights away (chmod 600) and connect anew, since the key may be"
                        + " known.");
            }
            var keyset = TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(path), InsecureSecretKeyAccess.get());
            return Optional.of(new Seal(keyset.getPrimitive(RegistryConfiguration.get(), Aead.class)));
        } catch (IOException | GeneralSecurityException e) {
            throw new SealException("The key file " + path + " cannot be read, or is none. Put the right one back from"
                    + " where you keep a copy of it.");
        }
    }

    /** Makes a key, unless another process was faster; then it is that one's. */
    Seal create() {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            var key = TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM), InsecureSecretKeyAccess.get());
            appear(key);
        } catch (IOException | GeneralSecurityException e) {
            throw new SealException(
                    "The key file " + path + " cannot be made (" + e.getClass().getSimpleName()
                            + "). Name a place that Downfunnel may write to in downfunnel.secrets.key-file.");
        }
        return read().orElseThrow(() -> new SealException("The key file " + path + " is gone again."));
    }

    /** Whole or not at all: written beside it first, and then linked, which fails where there is one already. */
    private void appear(String key) throws IOException {
        var draft = posix()
                ? Files.createTempFile(folder(), ".key", "", PosixFilePermissions.asFileAttribute(OURS))
                : Files.createTempFile(folder(), ".key", "");
        try {
            Files.writeString(draft, key);
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException theirs) {
            // The other process made it; we use that one.
        } catch (UnsupportedOperationException noLinks) {
            Files.move(draft, path);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Takes a key that is of no use any more out of the way, and keeps it. */
    void retire() {
        if (Files.exists(path)) {
            try {
                Files.move(
                        path,
                        folder().resolve(path.getFileName() + ".old"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new SealException("The key file " + path + " cannot be moved away.", e);
            }
        }
    }

    private Path folder() {
        return path.getParent();
    }

    private boolean posix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
