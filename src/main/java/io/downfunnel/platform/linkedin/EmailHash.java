package io.downfunnel.platform.linkedin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address that somebody wrote into a form, hashed as LinkedIn normalises it (linkedin.md §2.5). */
final class EmailHash {
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}\\uFEFF\\u200B]+");

    private EmailHash() {}

    /** Empty for what is no address. */
    static Optional<String> of(String text) {
        var address = WHITE_SPACE.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
        int at = address.indexOf('@');
        return at > 0 && at == address.lastIndexOf('@') && at < address.length() - 1
                ? Optional.of(sha256(address))
                : Optional.empty();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
