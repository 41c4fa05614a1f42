package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All records of one object, and which ones were deleted when. Reads see a snapshot; writes make the next one. */
final class Table {

    /** @param at when it went to the recycle bin or, once purged, when it had gone there */
    record Deletion(String id, Instant at) {}

    private final ObjectType type;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, Deletion> deletions = new LinkedHashMap<>();
    private TableView view;
    private long last;

    Table(ObjectType type) {
        this.type = type;
        this.view = new TableView(type, new Row[0]);
    }

    ObjectType type() {
        return type;
    }

    synchronized String nextId() {
        return RecordId.of(type.keyPrefix(), ++last);
    }

    synchronized void put(Row row) {
        rows.put(row.id(), row);
        view = null;
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
