package io.downfunnel.sandbox.salesforce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

import io.downfunnel.sandbox.salesforce.soql.Query;
import io.downfunnel.sandbox.salesforce.soql.Query.Order;
import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;
import io.downfunnel.sandbox.salesforce.soql.SoqlParser;

/** Answers queries. */
final class QueryRunner {

    private final Org org;

    QueryRunner(Org org) {
        this.org = org;
    }

    /**
     * @param deletedToo whether records in the recycle bin count: the difference between query and queryAll
     * @throws io.downfunnel.sandbox.salesforce.soql.SoqlException when the query is wrong
     */
    Rows run(String soql, boolean deletedToo) {
        Query query = SoqlParser.parse(soql);
        var lookup = new Lookup(org, query);
        Selection selection = lookup.selection();
        Predicate<Row> wanted = wanted(lookup, query, deletedToo).and(row -> org.kept(lookup.type(), row));
        Optional<Comparator<Row>> order = order(lookup, query.orderBy());
        Candidates.Found found = new Candidates(lookup, org.table(lookup.type()), query.where())
                .find(timeOrder(lookup, query.orderBy()));
        int skip = query.offset().orElse(0);
        int most = query.limit().orElse(Integer.MAX_VALUE);
        long enough = (long) skip + most;
        List<Row> rows = found.inOrder() ? first(found.rows(), wanted, enough) : all(found.rows(), wanted);
        if (order.isEmpty()) {
            shuffle(rows, soql);
        } else if (!found.inOrder()) {
            rows.sort(order.get());
        }
        return new Rows(selection, rows.subList(Math.min(skip, rows.size()), (int) Math.min(rows.size(), enough)));
    }

    private static Predicate<Row> wanted(Lookup lookup, Query query, boolean deletedToo) {
        Predicate<Row> where = query.where().map(new Filter(lookup)::test).orElse(row -> true);
        return deletedToo ? where : where.and(row -> !row.deleted());
    }

    private static List<Row> first(List<Row> candidates, Predicate<Row> wanted, long enough) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < candidates.size() && rows.size() < enough; i++) {
            if (wanted.test(candidates.get(i))) {
                rows.add(candidates.get(i));
            }
        }
        return rows;
    }

    private static List<Row> all(List<Row> candidates, Predicate<Row> wanted) {
        return first(candidates, wanted, Long.MAX_VALUE);
    }

    /** Without ORDER BY the real server promises nothing; here it is never by chance what somebody hoped for. */
    private static void shuffle(List<Row> rows, String soql) {
        rows.sort(Comparator.comparing(Row::id));
        Collections.shuffle(rows, new Random(soql.hashCode()));
    }

    /** The field of an index that stands in exactly this order: one time, ascending, then at most the Id. */
    private static Optional<Field> timeOrder(Lookup lookup, List<Order> orders) {
        boolean simple = !orders.isEmpty()
                && orders.size() <= 2
                && orders.stream().noneMatch(Order::descending)
                && (orders.size() == 1
                        || lookup.way(orders.get(1).field()).field().type() == FieldType.ID);
        return Optional.of(simple)
                .filter(yes -> yes)
                .map(yes -> lookup.way(orders.getFirst().field()))
                .filter(Lookup.Way::own)
                .map(Lookup.Way::field)
                .filter(field -> field.type() == FieldType.DATE_TIME && !field.nillable());
    }

    private static boolean ownId(Lookup.Way way) {
        return way.own() && way.field().type() == FieldType.ID;
    }

    private static Optional<Comparator<Row>> order(Lookup lookup, List<Order> orders) {
        return orders.stream().map(order -> comparator(lookup, order)).reduce(Comparator::thenComparing);
    }

    private static Comparator<Row> comparator(Lookup lookup, Order order) {
        Lookup.Way way = lookup.way(order.field());
        if (!way.field().filterable()) {
            throw lookup.complaint(
                    order.field().at(),
                    Code.INVALID_FIELD,
                    "field '" + way.field().name() + "' can not be sorted in a query call");
        }
        Comparator<Object> values = order.descending() ? (a, b) -> Filter.compare(b, a) : Filter::compare;
        Comparator<Object> nulls = order.nullsLast() ? Comparator.nullsLast(values) : Comparator.nullsFirst(values);
        return Comparator.comparing(row -> Filter.key(way.field(), way.of(row)), nulls);
    }
}
