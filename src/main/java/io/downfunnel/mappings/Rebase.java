package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.List;

/**
 * Two people changed the same document: what both did, line by line. Where they changed the same lines, ours stay and the
 * conflict is named.
 *
 * @param document the lines of both
 * @param conflicts where theirs were left out, in the order of the document
 */
public record Rebase(String document, List<Conflict> conflicts) {

    /**
     * @param first line of ours in the document, from 1
     * @param last line of ours; less than {@code first} where ours has nothing
     * @param theirs the lines that were left out; empty where they removed some
     */
    public record Conflict(int first, int last, List<String> theirs) {
        public Conflict {
            theirs = List.copyOf(theirs);
        }

        /** Where it is, and what the others have there, in a sentence. */
        public String inWords() {
            var where = last < first
                    ? "Before line " + first + ", where you removed something"
                    : last == first ? "Line " + first : "Lines " + first + " to " + last;
            return theirs.isEmpty()
                    ? where + ": the version in force has nothing there."
                    : where + ": the version in force has “"
                            + String.join(
                                    " ⏎ ", theirs.stream().map(String::strip).toList()) + "”.";
        }
    }

    /** Where this many pairs of lines would have to be compared, the middle of the documents is one conflict. */
    private static final long MOST_PAIRS = 16_000_000;

    public Rebase {
        conflicts = List.copyOf(conflicts);
    }

    /**
     * @param base what both began with
     * @param ours the draft
     * @param theirs what is in force now
     */
    public static Rebase of(String base, String ours, String theirs) {
        return new Merge(lines(base), lines(ours), lines(theirs)).done();
    }

    private static List<String> lines(String document) {
        return List.of(document.split("\n", -1));
    }

    private static final class Merge {
        private final List<String> base;
        private final List<String> ours;
        private final List<String> theirs;
        private final int[] inOurs;
        private final int[] inTheirs;
        private final List<String> merged = new ArrayList<>();
        private final List<Conflict> conflicts = new ArrayList<>();

        Merge(List<String> base, List<String> ours, List<String> theirs) {
            this.base = base;
            this.ours = ours;
            this.theirs = theirs;
            this.inOurs = kept(base, ours);
            this.inTheirs = kept(base, theirs);
        }

        Rebase done() {
            int from = 0;
            int ourFrom = 0;
            int theirFrom = 0;
            for (int line = 0; line < base.size(); line++) {
                if (inOurs[line] >= 0 && inTheirs[line] >= 0) {
                    between(
                            base.subList(from, line),
                            ours.subList(ourFrom, inOurs[line]),
                            theirs.subList(theirFrom, inTheirs[line]));
                    merged.add(base.get(line));
                    from = line + 1;
                    ourFrom = inOurs[line] + 1;
                    theirFrom = inTheirs[line] + 1;
                }
            }
            between(
                    base.subList(from, base.size()),
                    ours.subList(ourFrom, ours.size()),
                    theirs.subList(theirFrom, theirs.size()));
            return new Rebase(String.join("\n", merged), conflicts);
        }

        private void between(List<String> was, List<String> our, List<String> their) {
            if (our.equals(was)) {
                merged.addAll(their);
                return;
            }
            if (!their.equals(was) && !their.equals(our)) {
                conflicts.add(new Conflict(merged.size() + 1, merged.size() + our.size(), their));
            }
            merged.addAll(our);
        }
    }

    /** Where each line of the one is in the other, or -1: a longest common subsequence. */
    private static int[] kept(List<String> one, List<String> other) {
        var places = new int[one.size()];
        java.util.Arrays.fill(places, -1);
        int begin = 0;
        while (begin < one.size() && begin < other.size() && one.get(begin).equals(other.get(begin))) {
            places[begin] = begin;
            begin++;
        }
        int end = 0;
        while (end < one.size() - begin
                && end < other.size() - begin
                && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
            places[one.size() - 1 - end] = other.size() - 1 - end;
            end++;
        }
        align(one, other, places, begin, one.size() - end, other.size() - end);
        return places;
    }

    private static void align(List<String> one, List<String> other, int[] places, int begin, int oneEnd, int otherEnd) {
        int rows = oneEnd - begin;
        int columns = otherEnd - begin;
        if ((long) rows * columns > MOST_PAIRS) {
            return;
        }
        var longest = new int[rows + 1][columns + 1];
        for (int row = rows - 1; row >= 0; row--) {
            for (int column = columns - 1; column >= 0; column--) {
                longest[row][column] = one.get(begin + row).equals(other.get(begin + column))
                        ? longest[row + 1][column + 1] + 1
                        : Math.max(longest[row + 1][column], longest[row][column + 1]);
            }
        }
        int row = 0;
        int column = 0;
        while (row < rows && column < columns) {
            if (one.get(begin + row).equals(other.get(begin + column))) {
                places[begin + row] = begin + column;
                row++;
                column++;
            } else if (longest[row + 1][column] >= longest[row][column + 1]) {
                row++;
            } else {
                column++;
            }
        }
    }
}
