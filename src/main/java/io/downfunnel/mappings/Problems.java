package io.downfunnel.mappings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong with a file, so that people mend it in one go. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private Places places = new Places();

    /** So that problems can say which part of the file they are about. */
    void within(Node root) {
        places = Places.of(root);
    }

    void add(Node where, String cause, String remedy) {
        add(where, "", cause, remedy);
    }

    private void add(Node where, String key, String cause, String remedy) {
        var mark = where.getStartMark();
        found.add(new Problem(mark.getLine() + 1, mark.getColumn() + 1, places.of(where, key), cause, remedy));
    }

    void add(int line, int column, String cause, String remedy) {
        found.add(new Problem(line, column, "", cause, remedy));
    }

    /** About a key that the section should have. */
    <T> Optional<T> missing(Node section, String key, String cause, String remedy) {
        add(section, key, cause, remedy);
        return Optional.empty();
    }

    /** For the end of an expression that could not give a value. */
    <T> Optional<T> none(Node where, String cause, String remedy) {
        add(where, cause, remedy);
        return Optional.empty();
    }

    boolean any() {
        return !found.isEmpty();
    }

    List<Problem> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
