package io.downfunnel.sandbox.salesforce;

import java.util.List;

/** What a query wants of each record, in the order in which it is answered. */
record Selection(ObjectType type, List<Item> items) {

    sealed interface Item {}

    record Column(Field field) implements Item {}

    /**
     * Fields of a parent record.
     *
     * @param reference the field that holds the parent's Id
     */
    record ParentRecord(Field reference, Table parents, Selection selection) implements Item {

        /** The parent, or null where there is none. */
        Row of(Row child) {
            Object id = child.value(reference);
            return id == null ? null : parents.find((String) id).orElse(null);
        }

        String relationship() {
            return reference.parent().orElseThrow().relationship();
        }
    }

    Selection {
        items = List.copyOf(items);
    }
}
