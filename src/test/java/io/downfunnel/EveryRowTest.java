package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.FailureRow;

import static org.assertj.core.api.Assertions.assertThat;

/** A row of a failure table that no test makes happen fails here. */
class EveryRowTest {
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void every_row_of_every_table_is_made_to_happen_by_some_test() {
        var meant = tests().flatMap(test -> EveryRow.Rows.meantBy(which(test))).collect(Collectors.toSet());

        assertThat(FailureTables.all()).hasSizeGreaterThan(3);
        FailureTables.all()
                .forEach((connection, table) -> assertThat(table.rows())
                        .as("rows of " + connection + " that no test makes happen")
                        .filteredOn(row -> !meant.contains(new EveryRow.Meant(connection, row)))
                        .extracting(FailureRow::code)
                        .isEmpty());
    }

    @Test
    void what_one_test_leaves_to_another_is_there() {
        assertThat(tests()).allSatisfy(test -> {
            var which = which(test);
            assertThat(EveryRow.Rows.meantBy(which)).as(test + " runs").isNotEmpty();
            assertThat(EveryRow.Rows.connections(which)
                            .flatMap(connection -> FailureTables.of(connection).rows().stream())
                            .map(row -> row.code()))
                    .as(test + " leaves out")
                    .containsAll(List.of(which.but()));
        });
    }

    private static EveryRow which(Method test) {
        return test.getAnnotation(EveryRow.class);
    }

    private static Stream<Method> tests() {
        return classes().stream()
                .flatMap(name -> Stream.of(loaded(name).getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(EveryRow.class));
    }

    private static List<String> classes() {
        try (var files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> read(file).contains("@EveryRow("))
                    .map(file -> TESTS.relativize(file)
                            .toString()
                            .replace(".java", "")
                            .replace('/', '.'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name, false, EveryRowTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
