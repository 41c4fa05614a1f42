package io.downfunnel.store.sealed;

import java.security.GeneralSecurityException;

import com.google.crypto.tink.Aead;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Seals a secret so that only who has the key can read it, and only in the place it was sealed for: a row that is copied
 * to another connection cannot be opened there.
 */
public final class Seal {
    private final Aead key;

    Seal(Aead key) {
        this.key = key;
    }

    /** @param place the connection and the setting, such as {@code google/refresh-token} */
    public byte[] seal(String secret, String place) {
        try {
            return key.encrypt(secret.getBytes(UTF_8), place.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealException("A secret for " + place + " could not be sealed. Nothing was stored.", e);
        }
    }

    /** @throws SealException when it was sealed with another key or for another place, or was changed */
    public String open(byte[] secret, String place) {
        try {
            return new String(key.decrypt(secret, place.getBytes(UTF_8)), UTF_8);
        } catch (GeneralSecurityException e) {
            throw new SealException("The secret for " + place + " was sealed with another key, or was changed in the"
                    + " database. Connect anew on the page Connections.");
        }
    }
}
