package io.downfunnel.sandbox.salesforce;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * Objects and fields as describe calls tell of them. Members stand in the alphabetical order of the WSDL, because the
 * SOAP client reads them in that order; what is not said is false or absent.
 */
final class Describe {

    /** As a new organisation in English has them, where the label is not the name taken apart. */
    private static final Map<String, String> LABELS = Map.of(
            "Lead.Status", "Lead Status",
            "Lead.NumberOfEmployees", "Employees",
            "Account.NumberOfEmployees", "Employees",
            "Lead.HasOptedOutOfEmail", "Email Opt Out",
            "Contact.HasOptedOutOfEmail", "Email Opt Out",
            "Lead.IsConverted", "Converted",
            "Opportunity.StageName", "Stage",
            "Opportunity.IsClosed", "Closed",
            "Opportunity.IsWon", "Won");

    private final Org org;

    Describe(Org org) {
        this.org = org;
    }

    /** One object with all fields the user may see. */
    ObjectNode object(ObjectType type) {
        ObjectNode object = Json.object()
                .put("activateable", false)
                .put("createable", !isHistory(type))
                .put("custom", false)
                .put("customSetting", false)
                .put("deletable", !isHistory(type))
                .put("deprecatedAndHidden", false)
                .put("feedEnabled", false);
        ArrayNode fields = object.putArray("fields");
        org.visibleFields(type).forEach(field -> fields.add(field(field)));
        object.put("keyPrefix", type.keyPrefix())
                .put("label", label(type.name()))
                .put("labelPlural", label(type.name()) + "s")
                .put("layoutable", !isHistory(type))
                .put("mergeable", type.has("MasterRecordId"))
                .put("mruEnabled", false)
                .put("name", type.name())
                .put("queryable", true)
                .put("replicateable", type.replicateable())
                .put("retrieveable", true)
                .put("searchable", !isHistory(type))
                .put("triggerable", !isHistory(type))
                .put("undeletable", !isHistory(type))
                .put("updateable", !isHistory(type));
        return object;
    }

    /** One object in the list of all, without its fields. */
    ObjectNode summary(ObjectType type) {
        ObjectNode object = object(type);
        object.remove("fields");
        return object;
    }

    private static ObjectNode field(Field field) {
        ObjectNode node = Json.object()
                .put("aggregatable", field.filterable())
                .put("autoNumber", false)
                .put("byteLength", field.length() * 3)
                .put("calculated", false)
                .put("caseSensitive", false)
                .put("createable", editable(field))
                .put("custom", field.custom())
                .put("defaultedOnCreate", field.type() == FieldType.BOOLEAN)
                .put("dependentPicklist", false)
                .put("deprecatedAndHidden", false)
                .put("digits", field.type() == FieldType.INT ? 9 : 0)
                .put("filterable", field.filterable())
                .put("groupable", field.filterable() && !field.type().isNumber())
                .put("idLookup", field.type() == FieldType.ID)
                .put("label", LABELS.getOrDefault(field.object() + "." + field.name(), label(field.name())))
                .put("length", field.length())
                .put("name", field.name())
                .put("nameField", field.name().equals("Name"))
                .put("namePointing", false)
                .put("nillable", field.nillable())
                .put("permissionable", field.custom());
        if (!field.values().isEmpty()) {
            ArrayNode values = node.putArray("picklistValues");
            field.values()
                    .forEach(value -> values.addObject()
                            .put("active", true)
                            .put("defaultValue", false)
                            .put("label", value)
                            .put("value", value));
        }
        node.put("precision", field.type().isNumber() ? 18 : 0);
        parent(field).ifPresent(parent -> {
            node.putArray("referenceTo").add(parent.object());
            node.put("relationshipName", parent.relationship());
        });
        return node.put("restrictedPicklist", false)
                .put("scale", field.type() == FieldType.CURRENCY ? 2 : 0)
                .put("soapType", field.type().soapType())
                .put("sortable", field.filterable())
                .put("type", field.type().wireName())
                .put("unique", false)
                .put("updateable", editable(field));
    }

    private static Optional<Field.Parent> parent(Field field) {
        return field.parent();
    }

    private static boolean editable(Field field) {
        return field.custom() || field.type().isText() && field.filterable() || field.type() == FieldType.CURRENCY;
    }

    private static boolean isHistory(ObjectType type) {
        return type.name().endsWith("History");
    }

    private static String label(String name) {
        return name.replaceAll("__c$|(?<=.)Id$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replace('_', ' ');
    }
}
