package io.downfunnel.sandbox.company;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the platforms know of a person. Written from the platforms' own rules and on purpose not shared with the adapters:
 * the two must agree without having copied from each other.
 */
final class Hashes {

    private static final Pattern BLANKS = Pattern.compile("\\s");

    private Hashes() {}

    /** Google: no blanks, lower case; for gmail.com and googlemail.com nothing from the first plus on, and no dots. */
    static String googleEmail(String email) {
        String plain = plain(email);
        int at = plain.indexOf('@');
        String domain = plain.substring(at + 1);
        if (!domain.equals("gmail.com") && !domain.equals("googlemail.com")) {
            return sha256(plain);
        }
        String local = plain.substring(0, at);
        int plus = local.indexOf('+');
        return sha256((plus < 0 ? local : local.substring(0, plus)).replace(".", "") + "@" + domain);
    }

    /** LinkedIn: no blanks, lower case, and that is all. */
    static String plainEmail(String email) {
        return sha256(plain(email));
    }

    static String phone(Phone phone) {
        return sha256(phone.e164());
    }

    private static String plain(String email) {
        return BLANKS.matcher(email).replaceAll("").toLowerCase(Locale.ROOT);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
