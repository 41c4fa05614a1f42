package io.downfunnel.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A word that nobody can guess and that opens something once or for a while. The database only ever sees its hash.
 *
 * @param word never null; whatever a browser sent may stand here
 */
public record Secret(String word) {
    private static final SecureRandom SOURCE = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;

    /** 256 bits, in 43 characters that need no encoding in an address or a cookie. */
    public static Secret random() {
        var bytes = new byte[BYTES];
        SOURCE.nextBytes(bytes);
        return new Secret(BASE64.encodeToString(bytes));
    }

    /** SHA-256: enough for what is random; passwords are not. */
    public byte[] hash() {
        return hash(word);
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Another secret that follows from this one, and from which this one does not follow. */
    public Secret derived(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(word.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new Secret(BASE64.encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    /** Sealed so that nobody but who has this secret can read it. */
    byte[] closed(String text) {
        try {
            var random = new byte[NONCE_BYTES];
            SOURCE.nextBytes(random);
            var cipher = cipher(Cipher.ENCRYPT_MODE, random);
            var sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(random.length + sealed.length)
                    .put(random)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES", e);
        }
    }

    /** What was {@link #closed}; empty when that was with another secret. */
    Optional<String> opened(byte[] closed) {
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(closed, NONCE_BYTES));
            var text = cipher.doFinal(closed, NONCE_BYTES, closed.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] random) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var key = derived("seal").hash();
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, random));
        return cipher;
    }

    /** In a time that tells nothing about where they differ. */
    public boolean is(String other) {
        return MessageDigest.isEqual(word.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
