package io.downfunnel.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which passwords are taken: long ones that are not the first thing to be tried. No rule about what they are made of. */
public final class PasswordRule {
    public static final int SHORTEST = 15;
    /** Longer than any passphrase; a whole book would be hashed otherwise. */
    public static final int LONGEST = 200;

    private static final int DIFFERENT = 5;
    private static final int RUN = 4;
    private static final List<String> ROWS =
            List.of("qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn");
    private static final List<String> FIRST_TRIED =
            List.of("password", "passwort", "downfunnel", "letmein", "welcome", "changeme", "administrator", "admin");

    private PasswordRule() {}

    /** Why it is not taken, and what to do; empty when it is. */
    public static Optional<String> objection(String password, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            return Optional.of("A password has at least " + SHORTEST + " characters; this one has " + length
                    + ". Four or five words in a row are easy to keep in mind.");
        }
        if (length > LONGEST) {
            return Optional.of("A password has at most " + LONGEST + " characters.");
        }
        return trivial(letters(password), letters(name))
                ? Optional.of(
                        "This password is among the first that somebody would try: it is little more than the name,"
                                + " a well-known word, one pattern, or a row of keys. Take words that have nothing to do with"
                                + " each other.")
                : Optional.empty();
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** What is left without the name, well-known words and rows of keys has to be something. */
    private static boolean trivial(String password, String name) {
        var rest = password;
        if (name.length() > 2) {
            rest = rest.replace(name, "");
        }
        for (var word : FIRST_TRIED) {
            rest = rest.replace(word, "");
        }
        rest = withoutRows(rest);
        return rest.chars().distinct().count() < DIFFERENT || repeats(password);
    }

    /** Without characters that follow one another, as in 1234, 9876, abcd or qwert. */
    private static String withoutRows(String text) {
        var kept = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            while (end < text.length() && neighbours(text, end) && steps(text, end) == steps(text, at + 1)) {
                end++;
            }
            if (end - at < RUN) {
                kept.append(text.charAt(at));
                at++;
            } else {
                at = end;
            }
        }
        return kept.toString();
    }

    private static boolean neighbours(String text, int at) {
        return steps(text, at) != 0;
    }

    /** 1 or -1 by code, 2 or -2 on the keyboard, 3 for the same once more; 0: they are no neighbours. */
    private static int steps(String text, int at) {
        char before = text.charAt(at - 1);
        char here = text.charAt(at);
        if (here == before) {
            return 3;
        }
        if (Math.abs(here - before) == 1) {
            return here - before;
        }
        for (var row : ROWS) {
            int one = row.indexOf(before);
            int other = row.indexOf(here);
            if (one >= 0 && other >= 0 && Math.abs(other - one) == 1) {
                return 2 * (other - one);
            }
        }
        return 0;
    }

    /** The same few characters over and over. */
    private static boolean repeats(String text) {
        for (int size = 1; size <= text.length() / 2; size++) {
            var part = text.substring(0, size);
            if (text.length() % size == 0 && part.repeat(text.length() / size).equals(text)) {
                return true;
            }
        }
        return false;
    }
}
