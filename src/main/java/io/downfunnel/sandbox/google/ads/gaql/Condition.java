package io.downfunnel.sandbox.google.ads.gaql;

import java.util.List;

/** One condition of {@code WHERE}; all of them must hold, there is no OR. */
public record Condition(String field, Operator operator, List<Value> values) {

    /** @param quoted whether it stood in quotes; numbers and words may stand without */
    public record Value(String text, boolean quoted) {}

    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        IN("IN"),
        NOT_IN("NOT IN"),
        LIKE("LIKE"),
        NOT_LIKE("NOT LIKE"),
        CONTAINS_ANY("CONTAINS ANY"),
        CONTAINS_ALL("CONTAINS ALL"),
        CONTAINS_NONE("CONTAINS NONE"),
        IS_NULL("IS NULL"),
        IS_NOT_NULL("IS NOT NULL"),
        DURING("DURING"),
        BETWEEN("BETWEEN"),
        REGEXP_MATCH("REGEXP_MATCH"),
        NOT_REGEXP_MATCH("NOT REGEXP_MATCH");

        private final String spelling;

        Operator(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    public Condition {
        values = List.copyOf(values);
    }

    /** The only or the first value. */
    public String value() {
        return values.getFirst().text();
    }
}
