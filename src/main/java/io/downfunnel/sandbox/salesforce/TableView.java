package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The records of one object at one moment, with indexes that are made when somebody first needs them. */
final class TableView {

    private final ObjectType type;
    private final Row[] rows;
    private final Map<Field, Row[]> byTime = new ConcurrentHashMap<>();
    private final Map<Field, Map<Object, List<Row>>> byValue = new ConcurrentHashMap<>();

    TableView(ObjectType type, Row[] rows) {
        this.type = type;
        this.rows = rows;
    }

    List<Row> all() {
        return Arrays.asList(rows);
    }

    /** Those with this value in a field that holds ids. */
    List<Row> with(Field field, Object value) {
        return byValue.computeIfAbsent(field, this::grouped).getOrDefault(value, List.of());
    }

    /** Those from one instant to another, both included, by time, then Id. The field must be filled in every record. */
    List<Row> between(Field field, Instant from, Instant to) {
        Row[] sorted = byTime.computeIfAbsent(field, this::sorted);
        return Arrays.asList(sorted).subList(before(sorted, field, from, false), before(sorted, field, to, true));
    }

    /** Those from one instant to another by the object's own clock. */
    List<Row> changedBetween(Instant from, Instant to) {
        return between(type.clock(), from, to);
    }

    private Map<Object, List<Row>> grouped(Field field) {
        Map<Object, List<Row>> groups = new HashMap<>();
        for (Row row : rows) {
            Object value = row.value(field);
            if (value != null) {
                groups.computeIfAbsent(value, any -> new ArrayList<>(1)).add(row);
            }
        }
        return groups;
    }

    private Row[] sorted(Field field) {
        Row[] sorted = rows.clone();
        Arrays.sort(
                sorted,
                Comparator.comparing((Row row) -> (Instant) row.value(field)).thenComparing(Row::id));
        return sorted;
    }

    /** How many stand before the instant, or, inclusively, at it. */
    private static int before(Row[] sorted, Field field, Instant instant, boolean inclusive) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int compared = ((Instant) sorted[middle].value(field)).compareTo(instant);
            if (compared < 0 || inclusive && compared == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
