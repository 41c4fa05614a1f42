package io.downfunnel.console;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.downfunnel.mappings.Problem;

/** Problems of a part of a mapping file, given out to the fields that they are about; each once. */
final class Troubles {
    private final List<Problem> problems;
    private final Set<Problem> told = new HashSet<>();

    Troubles(List<Problem> problems) {
        this.problems = List.copyOf(problems);
    }

    /** About the first path and all below it, and about the others themselves. */
    List<String> of(String path, String... others) {
        return problems.stream()
                .filter(problem -> isAt(problem, path) || Stream.of(others).anyMatch(problem.path()::equals))
                .filter(told::add)
                .map(Troubles::sentences)
                .toList();
    }

    /** Only about the path itself. */
    List<String> at(String path) {
        return problems.stream()
                .filter(problem -> problem.path().equals(path))
                .filter(told::add)
                .map(Troubles::sentences)
                .toList();
    }

    /** What no field was found for. */
    List<String> rest() {
        return problems.stream().filter(told::add).map(Troubles::sentences).toList();
    }

    static String sentences(Problem problem) {
        return problem.cause() + " " + problem.remedy();
    }

    private static boolean isAt(Problem problem, String path) {
        return problem.path().equals(path) || problem.path().startsWith(path + "/");
    }
}
