package io.downfunnel.domain;

import java.util.regex.Pattern;

/**
 * An identifier of a person after normalisation and SHA-256; 64 lower-case hexadecimal digits. Still personal data:
 * it prints as its kind and last four digits, and is nobody's key.
 */
public sealed interface HashedIdentifier extends MatchKey {

    /** 64 lower-case hexadecimal digits. */
    String sha256();

    /**
     * An e-mail address. Platforms normalise differently, and neither hash can be derived from the other, so both are
     * made while the address is at hand (reference: google.md §6, linkedin.md §2.5).
     *
     * @param sha256 of the address without any white space, in lower case
     * @param gmailFolded of the same, and for gmail.com and googlemail.com also without dots and plus tag; equal to
     *     {@code sha256} for every other domain
     */
    record Email(String sha256, String gmailFolded) implements HashedIdentifier {
        public Email {
            Hex.check(sha256);
            Hex.check(gmailFolded);
        }

        @Override
        public String toString() {
            return "e-mail …" + sha256.substring(60);
        }
    }

    /** A phone number, hashed in E.164 form with its plus sign. */
    record Phone(String sha256) implements HashedIdentifier {
        public Phone {
            Hex.check(sha256);
        }

        @Override
        public String toString() {
            return "phone …" + sha256.substring(60);
        }
    }

    /** The one test for a SHA-256 value: anchored, of full length, lower case. */
    final class Hex {
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        private Hex() {}

        static void check(String value) {
            if (!SHA256.matcher(value).matches()) {
                throw new IllegalArgumentException("A hashed identifier has 64 lower-case hexadecimal digits");
            }
        }
    }
}
