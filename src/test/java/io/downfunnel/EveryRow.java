package io.downfunnel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

import io.downfunnel.domain.FailureRow;

/**
 * Runs a test once with each row of the failure tables that is meant: it makes happen what the row is about, and holds what
 * is heard against it. A test takes the row, and the connection whose table it is of if it wants to. That no row is left out
 * by all of them is seen to by {@link EveryRowTest}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EveryRow.Rows.class)
public @interface EveryRow {
    /** Ids of connections; none: all there are. */
    String[] of() default {};

    /** Those whose codes look like this. */
    String codes() default ".*";

    /** Codes that another test makes happen. */
    String[] but() default {};

    /** A row and the connection whose table it is of. */
    record Meant(String connection, FailureRow row) {
        @Override
        public String toString() {
            return connection + ", " + row.code();
        }
    }

    final class Rows implements ArgumentsProvider, AnnotationConsumer<EveryRow> {
        private EveryRow which;

        @Override
        public void accept(EveryRow annotation) {
            which = annotation;
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return meantBy(which)
                    .map(meant -> Arguments.of(Named.of(meant.toString(), meant.row()), meant.connection()));
        }

        static Stream<String> connections(EveryRow which) {
            return which.of().length == 0 ? FailureTables.all().keySet().stream() : Stream.of(which.of());
        }

        static Stream<Meant> meantBy(EveryRow which) {
            return connections(which)
                    .flatMap(connection -> FailureTables.of(connection).rows().stream()
                            .filter(row -> row.code().matches(which.codes()))
                            .filter(row -> !List.of(which.but()).contains(row.code()))
                            .map(row -> new Meant(connection, row)));
        }
    }
}
