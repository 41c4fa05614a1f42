package io.downfunnel.sandbox.salesforce;

import java.util.List;
import java.util.Optional;

/**
 * A field of an object, as an administrator sees it.
 *
 * @param object whose field it is
 * @param index its place in every {@link Row}
 * @param nillable whether a record may have none
 * @param parent for references, the relationship and where it leads
 * @param values of a picklist
 */
record Field(
        String object,
        String name,
        FieldType type,
        int index,
        boolean nillable,
        Optional<Parent> parent,
        List<String> values) {

    /** @param relationship as it is written before the dot in SOQL */
    record Parent(String relationship, String object) {}

    /** The parent record this field leads to, as something other than the field itself: both may be selected at once. */
    Field asRelationship() {
        return new Field(object, parent.orElseThrow().relationship(), type, index, nillable, parent, values);
    }

    boolean custom() {
        return name.endsWith("__c");
    }

    /** Field History's old and new values can be read, but neither filtered nor sorted. */
    boolean filterable() {
        return type != FieldType.ANY;
    }

    int length() {
        return switch (type) {
            case ID, REFERENCE -> 18;
            case STRING, PICKLIST, ANY -> 255;
            case EMAIL -> 80;
            case PHONE -> 40;
            case BOOLEAN, INT, DOUBLE, PERCENT, CURRENCY, DATE, DATE_TIME -> 0;
        };
    }
}
