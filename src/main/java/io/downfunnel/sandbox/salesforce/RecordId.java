package io.downfunnel.sandbox.salesforce;

import java.util.Optional;

/** Ids: fifteen characters in which case matters, and three more that make up for programs in which it does not. */
final class RecordId {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final String POD = "5f0";

    private RecordId() {}

    /** The id of the nth record with this prefix. */
    static String of(String prefix, long number) {
        char[] id = (prefix + POD + "000000000").toCharArray();
        long rest = number;
        for (int i = id.length - 1; rest > 0; i--) {
            id[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return withCheck(new String(id));
    }

    /** An id as somebody wrote it, in its long form; empty when it is none. */
    static Optional<String> parse(String written) {
        boolean plausible = (written.length() == 15 || written.length() == 18)
                && written.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
        return plausible ? Optional.of(withCheck(written.substring(0, 15))) : Optional.empty();
    }

    private static String withCheck(String fifteen) {
        var id = new StringBuilder(18).append(fifteen);
        for (int block = 0; block < 3; block++) {
            int bits = 0;
            for (int i = 0; i < 5; i++) {
                char c = fifteen.charAt(block * 5 + i);
                bits |= c >= 'A' && c <= 'Z' ? 1 << i : 0;
            }
            id.append(CHECK.charAt(bits));
        }
        return id.toString();
    }
}
