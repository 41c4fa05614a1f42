package io.downfunnel.mappings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
final class Spelling {
    private Spelling() {}

    /** The known word with the fewest letters to change, if that is at most a third of them. */
    static Optional<String> nearest(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(written, word) <= Math.max(1, (word.length() + 1) / 3))
                .min(Comparator.<String>comparingInt(word -> distance(written, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** "Did you mean x?", or what else there is to choose from. */
    static String remedy(String written, Collection<String> known) {
        return nearest(written, known)
                .map(word -> "Did you mean " + word + "?")
                .orElseGet(() -> known.isEmpty() ? "Remove it." : "Write one of: " + some(known) + ".");
    }

    private static String some(Collection<String> known) {
        var sorted = known.stream().sorted().limit(30).toList();
        return String.join(", ", sorted) + (known.size() > sorted.size() ? ", …" : "");
    }

    /** Levenshtein's, not minding case. */
    private static int distance(String left, String right) {
        var a = left.toLowerCase(Locale.ROOT);
        var b = right.toLowerCase(Locale.ROOT);
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
