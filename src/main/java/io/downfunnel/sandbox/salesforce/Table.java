package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All records of one object, and which ones were deleted when. Reads see a snapshot; writes make the next one. */
final class Table {

    private static final Set<String> OWNING = Set.of("LeadId", "OpportunityId", "ContactId");

    /** @param at when it went to the recycle bin or, once purged, when it had gone there */
    record Deletion(String id, Instant at) {}

    private final ObjectType type;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Deletion> deletions = new LinkedHashMap<>();
    private final List<Field> parents;
    private final Map<Field, Map<String, List<String>>> children = new HashMap<>();
    private TableView view;
    private long last;

    Table(ObjectType type) {
        this.type = type;
        this.view = new TableView(type, new Row[0]);
        this.parents = type.fields().stream()
                .filter(field -> OWNING.contains(field.name()))
                .toList();
        parents.forEach(field -> children.put(field, new HashMap<>()));
    }

    ObjectType type() {
        return type;
    }

    synchronized String nextId() {
        return RecordId.of(type.keyPrefix(), ++last);
    }

    synchronized void put(Row row) {
        Row before = rows.put(row.id(), row);
        view = null;
        for (Field field : parents) {
            Object parent = row.value(field);
            if (parent != null && (before == null || !parent.equals(before.value(field)))) {
                children.get(field)
                        .computeIfAbsent((String) parent, any -> new ArrayList<>(2))
                        .add(row.id());
            }
        }
    }

    /** Those that belong to a parent, without the need for a new snapshot: whoever writes asks between two writes. */
    synchronized List<Row> rowsWith(String parentField, String parent) {
        Field field = type.field(parentField);
        return children.get(field).getOrDefault(parent, List.of()).stream()
                .map(rows::get)
                .filter(row -> row != null && parent.equals(row.value(field)))
                .toList();
    }

    synchronized void noteDeletion(String id, Instant at) {
        deletions.put(id, new Deletion(id, at));
    }

    synchronized void forgetDeletion(String id) {
        deletions.remove(id);
    }

    /** Out of the recycle bin too; only getDeleted still knows of it. */
    synchronized void purge(String id) {
        rows.remove(id);
        view = null;
    }

    synchronized Optional<Row> find(String id) {
        return Optional.ofNullable(rows.get(id));
    }

    synchronized List<Deletion> deletions() {
        return new ArrayList<>(deletions.values());
    }

    synchronized TableView view() {
        if (view == null) {
            view = new TableView(type, rows.values().toArray(Row[]::new));
        }
        return view;
    }
}
