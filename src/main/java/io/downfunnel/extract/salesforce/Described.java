package io.downfunnel.extract.salesforce;

import java.util.Map;
import java.util.Set;

/**
 * An object as our user sees it. What field-level security hides is not in it (salesforce.md §4.5).
 *
 * @param personal API names of the fields that hold an e-mail address or a phone number
 * @param fields API names of all fields that can be selected
 * @param replicateable whether Salesforce says up to where its changes are all shown
 */
public record Described(Set<String> fields, Set<String> personal, boolean replicateable) {
    public Described {
        fields = Set.copyOf(fields);
        personal = Set.copyOf(personal);
    }

    /** @param types of fields by API name */
    static Described of(Map<String, com.sforce.soap.partner.FieldType> types, boolean replicateable) {
        var personal = types.entrySet().stream()
                .filter(field -> switch (field.getValue()) {
                    case email, phone -> true;
                    default -> false;
                })
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
        return new Described(types.keySet(), personal, replicateable);
    }
}
