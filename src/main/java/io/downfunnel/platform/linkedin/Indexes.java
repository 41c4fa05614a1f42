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
    private static final Pattern BATCH_INDEX =
            Pattern.compile("\\{[^{}]*batchIndex=(\\d{1,9})[^{}]*}|batchIndex=(\\d{1,9})");
    private static final Pattern LIST = Pattern.compile("indices \\[([\\d, ]+)] \\(0-indexed\\)");

    private Indexes() {}

    /** What is said of each index, in the order of the text; empty when no index can be read. */
    static Map<Integer, List<String>> in(String message) {
        var found = new LinkedHashMap<Integer, List<String>>();
        lines(message, found);
        var entry = BATCH_INDEX.matcher(message);
        while (entry.find()) {
            var index = entry.group(1) == null ? entry.group(2) : entry.group(1);
            add(found, Integer.parseInt(index), entry.group().startsWith("{") ? entry.group() : message);
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
        found.computeIfAbsent(index, none -> new ArrayList<>()).add(text);
    }
}
