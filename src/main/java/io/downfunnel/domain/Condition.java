package io.downfunnel.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that has to be true of a CRM record, as it is now.
 *
 * <p>Values are compared as the CRM writes them, case included. A field without a value fulfils nothing but
 * {@link IsNotSet} and {@link IsNotOneOf}.
 */
public sealed interface Condition {

    /** API name of the field it reads. */
    String field();

    /** @param value of the field; empty when the record has none */
    boolean holdsFor(Optional<String> value);

    /** @param fields of the record by API name; a missing key means no value */
    default boolean holds(Map<String, String> fields) {
        return holdsFor(Optional.ofNullable(fields.get(field())).filter(value -> !value.isBlank()));
    }

    /** The sentence without its subject, such as {@code Country is one of DE, AT}. */
    String inWords();

    record IsOneOf(String field, List<String> values) implements Condition {
        public IsOneOf {
            values = List.copyOf(values);
        }

        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.filter(values::contains).isPresent();
        }

        @Override
        public String inWords() {
            return field + " is one of " + String.join(", ", values);
        }
    }

    record IsNotOneOf(String field, List<String> values) implements Condition {
        public IsNotOneOf {
            values = List.copyOf(values);
        }

        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.filter(values::contains).isEmpty();
        }

        @Override
        public String inWords() {
            return field + " is not one of " + String.join(", ", values);
        }
    }

    record AtLeast(String field, BigDecimal bound) implements Condition {
        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.flatMap(Condition::number)
                    .filter(number -> number.compareTo(bound) >= 0)
                    .isPresent();
        }

        @Override
        public String inWords() {
            return field + " is at least " + bound.toPlainString();
        }
    }

    record AtMost(String field, BigDecimal bound) implements Condition {
        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.flatMap(Condition::number)
                    .filter(number -> number.compareTo(bound) <= 0)
                    .isPresent();
        }

        @Override
        public String inWords() {
            return field + " is at most " + bound.toPlainString();
        }
    }

    record IsSet(String field) implements Condition {
        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.isPresent();
        }

        @Override
        public String inWords() {
            return field + " is set";
        }
    }

    record IsNotSet(String field) implements Condition {
        @Override
        public boolean holdsFor(Optional<String> value) {
            return value.isEmpty();
        }

        @Override
        public String inWords() {
            return field + " is not set";
        }
    }

    /** What is no number is neither at least nor at most anything. */
    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
