package io.downfunnel.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Our permanent name for a conversion (Google: transaction ID; LinkedIn: event ID).
 *
 * <p>Letters and digits, 34 of them, beginning with {@code df}: never purely numeric, which Google was seen to refuse
 * (google.md §2.4), within LinkedIn's 64 characters (linkedin.md §2.2), and without anything personal.
 */
public record ConversionKey(String value) {
    private static final Pattern FORM = Pattern.compile("df[a-z2-7]{32}");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    public ConversionKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a conversion key: " + value);
        }
    }

    /**
     * The same today, after a crash, a re-import or an edit of the mapping: nothing goes in that any of these changes.
     *
     * @param organization Salesforce's own id of the organisation, 18 characters
     * @param lineage id of the root CRM record, stable through lead conversion and merges
     * @param destination name of the ad account as configured
     * @param stage name of the funnel stage
     * @param occurrence 1 for the first time the lineage reached the stage
     */
    public static ConversionKey of(
            String organization, String lineage, String destination, String stage, int occurrence) {
        var name = Stream.of(organization, lineage, destination, stage, Integer.toString(occurrence))
                .map(ConversionKey::escaped)
                .collect(Collectors.joining("\n"));
        return new ConversionKey("df" + base32(sha256(name)));
    }

    /** A line break within a part is not the one between two parts. */
    private static String escaped(String part) {
        return part.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The first 160 bits, five to a letter. */
    private static String base32(byte[] hash) {
        var letters = new StringBuilder(32);
        for (int bit = 0; bit < 160; bit += 5) {
            int window = (hash[bit / 8] & 0xff) << 8 | (hash[bit / 8 + 1] & 0xff);
            letters.append(ALPHABET.charAt(window >> (11 - bit % 8) & 31));
        }
        return letters.toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
