package io.downfunnel.sandbox.salesforce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.downfunnel.sandbox.salesforce.soql.FieldPath;
import io.downfunnel.sandbox.salesforce.soql.Query;
import io.downfunnel.sandbox.salesforce.soql.SoqlException;
import io.downfunnel.sandbox.salesforce.soql.SoqlException.Code;

/** Finds what the names of a query stand for, or complains as the server does. */
final class Lookup {

    private final Org org;
    private final Query query;
    private final ObjectType type;

    Lookup(Org org, Query query) {
        this.org = org;
        this.query = query;
        this.type = Schema.STANDARD
                .find(query.from())
                .orElseThrow(() -> complaint(query.fromAt(), Code.INVALID_TYPE, Complaints.noSuchObject(query.from())));
    }

    ObjectType type() {
        return type;
    }

    /** A way from a record to one of its own or its parents' fields. */
    record Way(List<Selection.ParentRecord> up, Field field) {

        boolean own() {
            return up.isEmpty();
        }

        /** The value, or null where there is none or no parent. */
        Object of(Row row) {
            Row at = row;
            for (Selection.ParentRecord step : up) {
                at = step.of(at);
                if (at == null) {
                    return null;
                }
            }
            return at.value(field);
        }
    }

    Way way(FieldPath path) {
        List<Selection.ParentRecord> up = new ArrayList<>();
        ObjectType at = type;
        for (String relationship : relationships(path)) {
            Selection.ParentRecord step = step(at, relationship, path);
            up.add(step);
            at = step.parents().type();
        }
        return new Way(up, field(at, path));
    }

    Selection selection() {
        return selection(type, query.select().stream().map(this::way).toList(), 0);
    }

    private Selection selection(ObjectType of, List<Way> ways, int depth) {
        Map<Field, Selection.Item> items = new LinkedHashMap<>();
        for (Way way : ways) {
            if (way.up().size() == depth) {
                addColumn(items, way);
            } else {
                Field reference = way.up().get(depth).reference();
                items.computeIfAbsent(reference.asRelationship(), any -> parent(ways, depth, way));
            }
        }
        return new Selection(of, List.copyOf(items.values()));
    }

    private void addColumn(Map<Field, Selection.Item> items, Way way) {
        Selection.Item before = items.put(way.field(), new Selection.Column(way.field()));
        if (before != null) {
            throw SoqlException.of(
                    Code.INVALID_FIELD,
                    "duplicate field selected: " + way.field().name());
        }
    }

    private Selection.ParentRecord parent(List<Way> ways, int depth, Way first) {
        Selection.ParentRecord step = first.up().get(depth);
        List<Way> same = ways.stream()
                .filter(way -> way.up().size() > depth
                        && way.up().subList(0, depth + 1).equals(first.up().subList(0, depth + 1)))
                .toList();
        return new Selection.ParentRecord(
                step.reference(), step.parents(), selection(step.parents().type(), same, depth + 1));
    }

    private List<String> relationships(FieldPath path) {
        List<String> relationships = path.relationships();
        boolean fromAlias = !relationships.isEmpty()
                && relationships.getFirst().equalsIgnoreCase(type.name())
                && type.relationship(relationships.getFirst()).isEmpty();
        return fromAlias ? relationships.subList(1, relationships.size()) : relationships;
    }

    private Selection.ParentRecord step(ObjectType at, String relationship, FieldPath path) {
        Field reference = at.relationship(relationship)
                .filter(org::visible)
                .orElseThrow(
                        () -> complaint(path.at(), Code.INVALID_FIELD, Complaints.noSuchRelationship(relationship)));
        ObjectType parent =
                Schema.STANDARD.type(reference.parent().orElseThrow().object());
        return new Selection.ParentRecord(reference, org.table(parent), new Selection(parent, List.of()));
    }

    private Field field(ObjectType at, FieldPath path) {
        return at.find(path.field())
                .filter(org::visible)
                .orElseThrow(() -> complaint(path.at(), Code.INVALID_FIELD, Complaints.noSuchField(path.field(), at)));
    }

    SoqlException complaint(int at, Code code, String text) {
        return SoqlException.at(query.text(), at, code, text);
    }
}
