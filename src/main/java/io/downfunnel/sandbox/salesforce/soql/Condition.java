package io.downfunnel.sandbox.salesforce.soql;

import java.util.List;

/** What stands behind WHERE. */
public sealed interface Condition {

    enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        LIKE
    }

    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    record Not(Condition part) implements Condition {}

    record Comparison(FieldPath field, Operator operator, Literal value) implements Condition {}

    record OneOf(FieldPath field, boolean negated, List<Literal> values) implements Condition {
        public OneOf {
            values = List.copyOf(values);
        }
    }
}
