package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;

import io.downfunnel.sandbox.google.ads.gaql.Condition;
import io.downfunnel.sandbox.google.ads.gaql.Condition.Operator;
import io.downfunnel.sandbox.google.ads.gaql.Condition.Value;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;

/** One condition, checked against the kind of its field. Dates are dealt with by {@link DateRange}. */
record Filter(Condition condition, FieldDescriptor field) {

    static Filter of(Condition condition) {
        var filter = new Filter(condition, Rows.field(condition.field()).orElseThrow());
        filter.check();
        return filter;
    }

    boolean passes(Map<String, String> row) {
        String is = row.get(condition.field());
        return switch (condition.operator()) {
            case EQUAL -> same(is);
            case NOT_EQUAL, NOT_IN -> !same(is);
            case IN -> same(is);
            case GREATER -> is != null && compared(is) > 0;
            case GREATER_OR_EQUAL -> is != null && compared(is) >= 0;
            case LESS -> is != null && compared(is) < 0;
            case LESS_OR_EQUAL -> is != null && compared(is) <= 0;
            case LIKE -> is != null && like(is);
            case NOT_LIKE -> is == null || !like(is);
            case REGEXP_MATCH -> is != null && is.matches(condition.value());
            case NOT_REGEXP_MATCH -> is == null || !is.matches(condition.value());
            case IS_NULL -> is == null;
            case IS_NOT_NULL -> is != null;
            case BETWEEN, DURING, CONTAINS_ANY, CONTAINS_ALL, CONTAINS_NONE -> throw mismatch();
        };
    }

    private void check() {
        if (field.getJavaType() == JavaType.MESSAGE || field.isRepeated()) {
            throw new GaqlException(
                    "PROHIBITED_FIELD_IN_WHERE_CLAUSE", "'" + condition.field() + "' cannot be filtered by.");
        }
        if (!allowed(condition.operator())) {
            throw mismatch();
        }
        condition.values().forEach(this::check);
    }

    private boolean allowed(Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> true;
            case IN, NOT_IN -> field.getJavaType() != JavaType.BOOLEAN;
            case IS_NULL, IS_NOT_NULL -> field.getJavaType() != JavaType.ENUM;
            case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> number();
            case LIKE, NOT_LIKE, REGEXP_MATCH, NOT_REGEXP_MATCH -> field.getJavaType() == JavaType.STRING;
            case BETWEEN, DURING, CONTAINS_ANY, CONTAINS_ALL, CONTAINS_NONE -> false;
        };
    }

    private void check(Value value) {
        boolean fits = switch (field.getJavaType()) {
            case INT, LONG, FLOAT, DOUBLE -> value.text().matches("-?\\d+(\\.\\d+)?");
            case BOOLEAN -> value.text().toLowerCase(Locale.ROOT).matches("true|false");
            case STRING -> value.quoted();
            case ENUM, BYTE_STRING, MESSAGE -> true;
        };
        if (!fits) {
            throw new GaqlException(
                    "BAD_VALUE",
                    "Error in query: invalid value '" + value.text() + "' for '" + condition.field() + "'.");
        }
        if (field.getJavaType() == JavaType.ENUM && field.getEnumType().findValueByName(value.text()) == null) {
            throw new GaqlException(
                    "BAD_ENUM_CONSTANT",
                    "Error in query: invalid enum value '" + value.text() + "' for '" + condition.field() + "'.");
        }
    }

    private boolean same(String is) {
        return is != null
                && condition.values().stream()
                        .anyMatch(value -> number()
                                ? new BigDecimal(is).compareTo(new BigDecimal(value.text())) == 0
                                : field.getJavaType() == JavaType.BOOLEAN
                                        ? is.equalsIgnoreCase(value.text())
                                        : is.equals(value.text()));
    }

    private int compared(String is) {
        return new BigDecimal(is).compareTo(new BigDecimal(condition.value()));
    }

    /** With % for anything; upper and lower case are the same. */
    private boolean like(String is) {
        String pattern =
                Stream.of(condition.value().split("%", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(is).matches();
    }

    private boolean number() {
        return switch (field.getJavaType()) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            case BOOLEAN, STRING, ENUM, BYTE_STRING, MESSAGE -> false;
        };
    }

    private GaqlException mismatch() {
        return new GaqlException(
                "OPERATOR_FIELD_MISMATCH",
                "The operator " + condition.operator().spelling() + " does not go with '" + condition.field() + "'.");
    }
}
