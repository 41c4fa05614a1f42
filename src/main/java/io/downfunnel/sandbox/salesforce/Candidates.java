package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.sandbox.salesforce.soql.Condition;
import io.downfunnel.sandbox.salesforce.soql.Condition.Operator;
import io.downfunnel.sandbox.salesforce.soql.FieldPath;
import io.downfunnel.sandbox.salesforce.soql.Literal;

/** Which records a query has to look at, found through an index where one helps: no answer depends on it, only its time. */
final class Candidates {

    private final Lookup lookup;
    private final Table table;
    private final TableView view;
    private final List<Condition> all;

    Candidates(Lookup lookup, Table table, Optional<Condition> where) {
        this.lookup = lookup;
        this.table = table;
        this.view = table.view();
        this.all = where.map(Candidates::parts).orElse(List.of());
    }

    /**
     * @param ordering a field of time by which the answer is to be ordered, if it is
     * @return in the order of that field, then Id, when {@code inOrder}
     */
    record Found(List<Row> rows, boolean inOrder) {}

    Found find(Optional<Field> ordering) {
        return byIds().map(rows -> new Found(rows, false))
                .or(() -> ordering.map(field -> new Found(between(field), true)))
                .orElseGet(() -> new Found(between(table.type().clock()), false));
    }

    private Optional<List<Row>> byIds() {
        return all.stream().flatMap(part -> withIds(part).stream()).findFirst();
    }

    private Optional<List<Row>> withIds(Condition condition) {
        return switch (condition) {
            case Condition.OneOf(var path, var negated, var values) when !negated -> ids(path, values);
            case Condition.Comparison(var path, var operator, var value)
            when operator == Operator.EQUAL -> ids(path, List.of(value));
            case Condition.OneOf other -> Optional.empty();
            case Condition.Comparison other -> Optional.empty();
            case Condition.All other -> Optional.empty();
            case Condition.Any other -> Optional.empty();
            case Condition.Not other -> Optional.empty();
        };
    }

    private Optional<List<Row>> ids(FieldPath path, List<Literal> values) {
        Lookup.Way way = lookup.way(path);
        boolean texts = values.stream()
                .allMatch(value ->
                        value instanceof Literal.Text text && !text.value().isEmpty());
        if (!way.own() || !way.field().type().isId() || !texts) {
            return Optional.empty();
        }
        return Optional.of(values.stream()
                .map(value -> ((Literal.Text) value).value())
                .map(RecordId::parse)
                .flatMap(Optional::stream)
                .distinct()
                .flatMap(id -> withId(way.field(), id))
                .toList());
    }

    private Stream<Row> withId(Field field, String id) {
        return field.type() == FieldType.ID ? table.find(id).stream() : view.with(field, id).stream();
    }

    private List<Row> between(Field field) {
        Instant from = Instant.MIN;
        Instant to = Instant.MAX;
        for (Condition part : all) {
            if (part instanceof Condition.Comparison(var path, var operator, Literal.Moment(var value, var at))
                    && lookup.way(path) instanceof Lookup.Way(var up, var compared)
                    && up.isEmpty()
                    && Objects.equals(compared, field)) {
                switch (operator) {
                    case EQUAL -> {
                        from = later(from, value);
                        to = earlier(to, value);
                    }
                    case GREATER, AT_LEAST -> from = later(from, value);
                    case LESS, AT_MOST -> to = earlier(to, value);
                    case NOT_EQUAL, LIKE -> {}
                }
            }
        }
        return from.isAfter(to) ? List.of() : view.between(field, from, to);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static List<Condition> parts(Condition where) {
        return where instanceof Condition.All(var parts) ? parts : List.of(where);
    }
}
