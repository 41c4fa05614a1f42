package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;

import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.gaql.Condition;
import io.downfunnel.sandbox.google.ads.gaql.Query;

/** A query that is in order, and its rows. */
record Report(Resource resource, Query query, Customer customer) {

    /** One line of the report before its numbers are complete. */
    private record Group(String entity, Map<String, String> segments) {}

    Report {
        new FieldRules(resource, query, customer).check();
        conditions(query).map(Filter::of).toList();
        resource.check(new Checked(query, DateRange.of(query)));
    }

    /** What a resource may still object to. */
    record Checked(Query query, DateRange days) {}

    List<Map<String, String>> rows() {
        List<Filter> filters = conditions(query).map(Filter::of).toList();
        Stream<Map<String, String>> rows = (anyNumbers() ? counted() : resource.entities(customer))
                .stream().filter(row -> filters.stream().allMatch(filter -> filter.passes(row)));
        List<Map<String, String>> sorted = ordered(rows);
        return sorted.subList(0, Math.min(sorted.size(), query.limit().orElse(Integer.MAX_VALUE))).stream()
                .map(this::selected)
                .toList();
    }

    private boolean anyNumbers() {
        return used().anyMatch(field ->
                resource.metrics().contains(field) || resource.segments().contains(field));
    }

    private Stream<String> used() {
        return Stream.concat(query.select().stream(), query.where().stream().map(Condition::field));
    }

    /** Without segments every entity has its line; with them only those that have a number. */
    private List<Map<String, String>> counted() {
        List<String> segments =
                query.select().stream().filter(resource.segments()::contains).toList();
        DateRange days = DateRange.of(query);
        Map<String, Map<String, String>> entities = new LinkedHashMap<>();
        Map<Group, Map<String, BigDecimal>> sums = new LinkedHashMap<>();
        for (Map<String, String> entity : resource.entities(customer)) {
            entities.put(entity.get(resource.name() + ".resource_name"), entity);
            if (segments.isEmpty()) {
                sums.put(new Group(entity.get(resource.name() + ".resource_name"), Map.of()), new HashMap<>());
            }
        }
        for (Fact fact : resource.facts(customer, days)) {
            if (days.contains(LocalDate.parse(fact.segments().get(FieldRules.DATE)))
                    && entities.containsKey(fact.entity())) {
                add(sums, fact, segments);
            }
        }
        return sums.entrySet().stream()
                .map(sum -> line(entities.get(sum.getKey().entity()), sum.getKey(), sum.getValue()))
                .toList();
    }

    private void add(Map<Group, Map<String, BigDecimal>> sums, Fact fact, List<String> segments) {
        boolean asked =
                query.select().stream().filter(resource.metrics()::contains).anyMatch(fact.metrics()::containsKey);
        boolean metricsAsked = query.select().stream().anyMatch(resource.metrics()::contains);
        boolean hasSegments = segments.stream().allMatch(fact.segments()::containsKey);
        if ((asked || !metricsAsked) && hasSegments) {
            Map<String, String> of = new LinkedHashMap<>();
            segments.forEach(segment -> of.put(segment, fact.segments().get(segment)));
            var sum = sums.computeIfAbsent(new Group(fact.entity(), of), same -> new HashMap<>());
            fact.metrics().forEach((metric, number) -> sum.merge(metric, number, BigDecimal::add));
        }
    }

    private Map<String, String> line(Map<String, String> entity, Group group, Map<String, BigDecimal> metrics) {
        Map<String, String> line = new HashMap<>(entity);
        line.putAll(group.segments());
        resource.metrics()
                .forEach(metric -> line.put(
                        metric, metrics.getOrDefault(metric, BigDecimal.ZERO).toPlainString()));
        return line;
    }

    private List<Map<String, String>> ordered(Stream<Map<String, String>> rows) {
        Comparator<Map<String, String>> order = null;
        for (Query.Ordering by : query.orderBy()) {
            Comparator<Map<String, String>> next = by(by);
            order = order == null ? next : order.thenComparing(next);
        }
        return order == null ? rows.toList() : rows.sorted(order).toList();
    }

    private static Comparator<Map<String, String>> by(Query.Ordering by) {
        JavaType type = Rows.field(by.field()).orElseThrow().getJavaType();
        boolean number = type == JavaType.LONG || type == JavaType.DOUBLE || type == JavaType.INT;
        Comparator<Map<String, String>> order = number
                ? Comparator.comparing(row -> new BigDecimal(row.getOrDefault(by.field(), "0")))
                : Comparator.comparing(row -> row.getOrDefault(by.field(), ""));
        return by.descending() ? order.reversed() : order;
    }

    /** What was selected, and the resource names of all that something was selected of. */
    private Map<String, String> selected(Map<String, String> row) {
        Map<String, String> selected = new LinkedHashMap<>();
        var names = new ArrayList<String>();
        names.add(resource.name() + ".resource_name");
        query.select().forEach(field -> names.add(field.substring(0, field.indexOf('.')) + ".resource_name"));
        Stream.concat(names.stream(), query.select().stream())
                .filter(row::containsKey)
                .forEach(field -> selected.put(field, row.get(field)));
        return selected;
    }

    private static Stream<Condition> conditions(Query query) {
        return query.where().stream().filter(condition -> !condition.field().equals(FieldRules.DATE));
    }
}
