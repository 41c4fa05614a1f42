package io.downfunnel.sandbox.salesforce.soql;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A query as it was written; nothing in it was looked up yet.
 *
 * @param text the whole query
 * @param select empty for {@code SELECT COUNT()}
 * @param from object name as written
 * @param fromAt its place in the text
 */
public record Query(
        String text,
        List<FieldPath> select,
        String from,
        int fromAt,
        Optional<Condition> where,
        List<Order> orderBy,
        OptionalInt limit,
        OptionalInt offset) {

    public record Order(FieldPath field, boolean descending, boolean nullsLast) {}

    public Query {
        select = List.copyOf(select);
        orderBy = List.copyOf(orderBy);
    }

    public boolean counts() {
        return select.isEmpty();
    }
}
