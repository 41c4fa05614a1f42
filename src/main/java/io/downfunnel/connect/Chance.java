package io.downfunnel.connect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Words that nobody can guess, and what they are recognised by. */
final class Chance {
    private static final SecureRandom SOURCE = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Chance() {}

    /** 256 bits, in 43 characters that need no encoding; long enough for a proof key (RFC 7636 §4.1). */
    static String word() {
        var bytes = new byte[32];
        SOURCE.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    static byte[] hash(String word) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** The challenge of a proof key, by the method S256. */
    static String challenge(String verifier) {
        return BASE64.encodeToString(hash(verifier));
    }
}
