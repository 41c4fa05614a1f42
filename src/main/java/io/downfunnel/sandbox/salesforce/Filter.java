package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.salesforce.Lookup.Way;
import io.downfunnel.sandbox.salesforce.soql.Condition;
import io.downfunnel.sandbox.salesforce.soql.Condition.Operator;
import io.downfunnel.sandbox.salesforce.soql.FieldPath;
import io.downfunnel.sandbox.salesforce.soql.Literal;
import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;

/** Turns a condition into a test for records, checking that its values fit its fields. */
final class Filter {

    private final Lookup lookup;

    Filter(Lookup lookup) {
        this.lookup = lookup;
    }

    Predicate<Row> test(Condition condition) {
        return switch (condition) {
            case Condition.All(var parts) -> {
                List<Predicate<Row>> tests = parts.stream().map(this::test).toList();
                yield row -> tests.stream().allMatch(test -> test.test(row));
            }
            case Condition.Any(var parts) -> {
                List<Predicate<Row>> tests = parts.stream().map(this::test).toList();
                yield row -> tests.stream().anyMatch(test -> test.test(row));
            }
            case Condition.Not(var part) -> test(part).negate();
            case Condition.Comparison(var field, var operator, var value) -> comparison(field, operator, value);
            case Condition.OneOf(var field, var negated, var values) -> oneOf(field, negated, values);
        };
    }

    private Predicate<Row> comparison(FieldPath path, Operator operator, Literal literal) {
        Way way = filterable(path);
        if (operator == Operator.LIKE) {
            return like(path, way, literal);
        }
        Object wanted = value(way.field(), literal, path);
        if (wanted == null) {
            return whetherNull(way, path, operator);
        }
        if (way.field().type() == FieldType.BOOLEAN && operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
            throw operatorComplaint(path);
        }
        IntPredicate fits = fits(operator);
        return row -> {
            Object value = key(way.field(), way.of(row));
            // Nothing is unequal to everything, and neither less nor more than anything.
            return value == null ? operator == Operator.NOT_EQUAL : fits.test(compare(value, wanted));
        };
    }

    private Predicate<Row> whetherNull(Way way, FieldPath path, Operator operator) {
        return switch (operator) {
            case EQUAL -> row -> way.of(row) == null;
            case NOT_EQUAL -> row -> way.of(row) != null;
            case LESS, AT_MOST, GREATER, AT_LEAST, LIKE -> throw operatorComplaint(path);
        };
    }

    private Predicate<Row> oneOf(FieldPath path, boolean negated, List<Literal> literals) {
        Way way = filterable(path);
        Set<Object> wanted = new HashSet<>();
        literals.forEach(literal -> wanted.add(value(way.field(), literal, path)));
        return row -> wanted.contains(key(way.field(), way.of(row))) != negated;
    }

    private Predicate<Row> like(FieldPath path, Way way, Literal literal) {
        if (!way.field().type().isText()) {
            throw operatorComplaint(path);
        }
        if (!(literal instanceof Literal.Text(var value, var written, var at))) {
            throw wrongType(way.field(), path);
        }
        Pattern pattern = pattern(written);
        return row ->
                way.of(row) instanceof String text && pattern.matcher(text).matches();
    }

    private static Pattern pattern(String like) {
        var regex = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                case '\\' -> regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    private Way filterable(FieldPath path) {
        Way way = lookup.way(path);
        if (!way.field().filterable()) {
            throw lookup.complaint(
                    path.at(),
                    Code.INVALID_FIELD,
                    "field '" + way.field().name() + "' can not be filtered in a query call");
        }
        return way;
    }

    /** The literal as {@link #key} would have it; null for null and for an empty text. */
    private Object value(Field field, Literal literal, FieldPath path) {
        return switch (literal) {
            case Literal.Nothing nothing -> null;
            case Literal.Text(var value, var pattern, var at) when field.type().isId() -> id(value, at);
            case Literal.Text(var value, var pattern, var at)
            when field.type().isText() -> value.isEmpty() ? null : lower(value);
            case Literal.Numeral(var value, var at) when field.type().isNumber() -> value.stripTrailingZeros();
            case Literal.Truth(var value, var at) when field.type() == FieldType.BOOLEAN -> value;
            case Literal.Day(var value, var at) when field.type() == FieldType.DATE -> value;
            case Literal.Moment(var value, var at) when field.type() == FieldType.DATE_TIME -> value;
            case Literal.Text t -> throw wrongType(field, path);
            case Literal.Numeral n -> throw wrongType(field, path);
            case Literal.Truth t -> throw wrongType(field, path);
            case Literal.Day d -> throw wrongType(field, path);
            case Literal.Moment m -> throw wrongType(field, path);
        };
    }

    private String id(String written, int at) {
        if (written.isEmpty()) {
            return null;
        }
        return RecordId.parse(written)
                .orElseThrow(
                        () -> lookup.complaint(at, Code.INVALID_QUERY_FILTER_OPERATOR, "invalid ID field: " + written));
    }

    private RuntimeException wrongType(Field field, FieldPath path) {
        boolean quotes = field.type().isText() || field.type().isId();
        return lookup.complaint(
                path.at(),
                Code.INVALID_FIELD,
                "value of filter criterion for field '%s' must be of type %s and should %sbe enclosed in quotes"
                        .formatted(path, field.type().inWords(), quotes ? "" : "not "));
    }

    private RuntimeException operatorComplaint(FieldPath path) {
        return lookup.complaint(path.at(), Code.INVALID_QUERY_FILTER_OPERATOR, "invalid operator");
    }

    /** A stored value in the form in which values are compared. Texts are equal whatever their case, ids are not. */
    static Object key(Field field, Object value) {
        return switch (value) {
            case null -> null;
            case String text when !field.type().isId() -> lower(text);
            case BigDecimal number -> number.stripTrailingZeros();
            default -> value;
        };
    }

    static int compare(Object one, Object other) {
        return switch (one) {
            case String text -> text.compareTo((String) other);
            case BigDecimal number -> number.compareTo((BigDecimal) other);
            case Boolean truth -> truth.compareTo((Boolean) other);
            case LocalDate day -> day.compareTo((LocalDate) other);
            case Instant instant -> instant.compareTo((Instant) other);
            default -> throw new IllegalStateException("No field holds a " + one.getClass());
        };
    }

    private static IntPredicate fits(Operator operator) {
        return switch (operator) {
            case EQUAL -> order -> order == 0;
            case NOT_EQUAL -> order -> order != 0;
            case LESS -> order -> order < 0;
            case AT_MOST -> order -> order <= 0;
            case GREATER -> order -> order > 0;
            case AT_LEAST -> order -> order >= 0;
            case LIKE -> throw new IllegalArgumentException("LIKE has a pattern, not an order");
        };
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
