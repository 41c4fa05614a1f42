package io.downfunnel.sandbox.google.ads.gaql;

import java.util.List;
import java.util.OptionalInt;

/** A query that is well-formed; whether its fields exist and go together is another question. */
public record Query(
        List<String> select, String from, List<Condition> where, List<Ordering> orderBy, OptionalInt limit) {

    /** One field of {@code ORDER BY}. */
    public record Ordering(String field, boolean descending) {}

    public Query {
        select = List.copyOf(select);
        where = List.copyOf(where);
        orderBy = List.copyOf(orderBy);
    }
}
