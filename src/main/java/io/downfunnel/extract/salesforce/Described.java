package io.downfunnel.extract.salesforce;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sforce.soap.partner.DescribeSObjectResult;
import com.sforce.soap.partner.Field;
import com.sforce.soap.partner.FieldType;
import com.sforce.soap.partner.PicklistEntry;

import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmField.Kind;

/**
 * An object as our user sees it. What field-level security hides is not in it (salesforce.md §4.5).
 *
 * @param fields API names of all fields that can be selected
 * @param personal API names of the fields that hold an e-mail address or a phone number
 * @param replicateable whether Salesforce says up to where its changes are all shown
 * @param catalog the same fields with what people see of them, in the CRM's order
 */
public record Described(Set<String> fields, Set<String> personal, boolean replicateable, List<CrmField> catalog) {
    public Described {
        fields = Set.copyOf(fields);
        personal = Set.copyOf(personal);
        catalog = List.copyOf(catalog);
    }

    static Described of(DescribeSObjectResult result) {
        // Compound fields cannot be selected as they are (salesforce.md §4.5).
        var selectable = Arrays.stream(result.getFields())
                .filter(field -> field.getType() != FieldType.address && field.getType() != FieldType.location)
                .map(Described::field)
                .toList();
        return new Described(
                names(selectable.stream()),
                names(selectable.stream().filter(field -> field.kind() == Kind.PERSONAL)),
                result.isReplicateable(),
                selectable);
    }

    private static Set<String> names(Stream<CrmField> fields) {
        return fields.map(CrmField::name).collect(Collectors.toSet());
    }

    private static CrmField field(Field field) {
        var values = field.getPicklistValues() == null ? new PicklistEntry[0] : field.getPicklistValues();
        return new CrmField(
                field.getName(),
                orElse(field.getLabel(), field.getName()),
                kind(field.getType()),
                Arrays.stream(values)
                        .filter(PicklistEntry::isActive)
                        .map(entry -> new CrmField.Value(entry.getValue(), orElse(entry.getLabel(), entry.getValue())))
                        .toList());
    }

    private static String orElse(String text, String otherwise) {
        return text == null || text.isBlank() ? otherwise : text;
    }

    private static Kind kind(FieldType type) {
        return switch (type) {
            case picklist, multipicklist, combobox -> Kind.CHOICE;
            case _int, _long, _double, currency, percent -> Kind.NUMBER;
            case _boolean -> Kind.FLAG;
            case date, datetime, time -> Kind.TIME;
            case id, reference -> Kind.REFERENCE;
            case email, phone -> Kind.PERSONAL;
            default -> Kind.TEXT;
        };
    }
}
