package io.downfunnel.platform.linkedin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds in LinkedIn's text which events of a batch are at fault, and of what (linkedin.md §2.10). Three spellings were
 * seen, and an event may have several complaints, each on a line of its own of which only the first bears the index.
 */
final class Indexes {
    private static final Pattern LINE = Pattern.compile("(?m)^(?:Index: (\\d{1,9}), )?(ERROR :: \\S+ :: .*)$");
    private static final Pattern BATCH_INDEX = Pattern.compile("batchIndex=(\\d{1,9})");
    /** A complaint in braces is some two hundred characters long; looking further would take for ever in a hostile text. */
    private static final int LONGEST_COMPLAINT = 2_000;

    /** An event has some ten fields; a text that complains a thousand times about one is not read to its end. */
    private static final int MOST_COMPLAINTS = 50;

    private static final Pattern LIST = Pattern.compile("indices \\[([\\d, ]+)] \\(0-indexed\\)");

    private Indexes() {}

    /** What is said of each index, in the order of the text; empty when no index can be read. */
    static Map<Integer, List<String>> in(String message) {
        var found = new LinkedHashMap<Integer, List<String>>();
        lines(message, found);
        var entry = BATCH_INDEX.matcher(message);
        while (entry.find()) {
            add(found, Integer.parseInt(entry.group(1)), inBraces(message, entry.start(), entry.end()));
        }
        var list = LIST.matcher(message);
        while (list.find()) {
            for (var index : list.group(1).split("[, ]+")) {
                if (!index.isEmpty() && index.length() < 10) {
                    add(found, Integer.parseInt(index), message);
                }
            }
        }
        return found;
    }

    /** What stands with it in braces; the whole text where it stands in none. */
    private static String inBraces(String message, int start, int end) {
        int from = start;
        while (from > 0 && start - from < LONGEST_COMPLAINT && !isBrace(message.charAt(from))) {
            from--;
        }
        int to = end;
        while (to < message.length() && to - end < LONGEST_COMPLAINT && !isBrace(message.charAt(to))) {
            to++;
        }
        boolean closed = message.charAt(from) == '{' && to < message.length() && message.charAt(to) == '}';
        return closed ? message.substring(from, to + 1) : message;
    }

    private static boolean isBrace(char c) {
        return c == '{' || c == '}';
    }

    private static void lines(String message, Map<Integer, List<String>> found) {
        var line = LINE.matcher(message);
        int current = -1;
        while (line.find()) {
            if (line.group(1) != null) {
                current = Integer.parseInt(line.group(1));
            }
            if (current >= 0) {
                add(found, current, line.group(2));
            }
        }
    }

    private static void add(Map<Integer, List<String>> found, int index, String text) {
        var texts = found.computeIfAbsent(index, none -> new ArrayList<>());
        if (texts.size() < MOST_COMPLAINTS && !texts.contains(text)) {
            texts.add(text);
        }
    }
}
