package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;

/** Records as the partner API writes them. */
final class RowXml {

    private RowXml() {}

    /** Type and Id come first whether asked for or not; an Id that was asked for comes again in its place. */
    static void write(Xml xml, Selection selection, Row row) {
        xml.raw("<sf:type>").raw(selection.type().name()).raw("</sf:type>");
        boolean wantsId = selection.items().stream()
                .anyMatch(item -> item instanceof Selection.Column(var field) && field.type() == FieldType.ID);
        if (wantsId) {
            xml.element("sf:Id", row.id());
        } else {
            xml.nil("sf:Id");
        }
        for (Selection.Item item : selection.items()) {
            switch (item) {
                case Selection.Column(var field) -> value(xml, field, row.value(field));
                case Selection.ParentRecord parent -> parent(xml, parent, parent.of(row));
            }
        }
    }

    private static void parent(Xml xml, Selection.ParentRecord parent, Row row) {
        String name = "sf:" + parent.relationship();
        if (row == null) {
            xml.nil(name);
            return;
        }
        xml.raw("<").raw(name).raw(" xsi:type=\"sf:sObject\">");
        write(xml, parent.selection(), row);
        xml.raw("</").raw(name).raw(">");
    }

    private static void value(Xml xml, Field field, Object value) {
        if (value == null) {
            xml.raw("<sf:").raw(field.name()).raw(" xsi:nil=\"true\"/>");
            return;
        }
        xml.raw("<sf:").raw(field.name());
        if (field.type() == FieldType.ANY) {
            xml.raw(" xsi:type=\"xsd:string\"");
        }
        xml.raw(">");
        if (value instanceof Instant instant) {
            xml.time(instant);
        } else {
            xml.escaped(text(field, value));
        }
        xml.raw("</sf:").raw(field.name()).raw(">");
    }

    /** Doubles look as Java prints them. */
    private static String text(Field field, Object value) {
        return switch (value) {
            case BigDecimal number
            when field.type() == FieldType.INT -> number.toBigInteger().toString();
            case BigDecimal number -> Double.toString(number.doubleValue());
            default -> value.toString();
        };
    }

    /** With milliseconds though times are whole seconds. */
    static String text(Instant instant) {
        String seconds = Instant.ofEpochSecond(instant.getEpochSecond()).toString();
        return seconds.substring(0, seconds.length() - 1) + ".000Z";
    }
}
