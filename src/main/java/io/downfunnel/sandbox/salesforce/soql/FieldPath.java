package io.downfunnel.sandbox.salesforce.soql;

import java.util.List;

/**
 * A field, or a field of a parent record such as {@code Contact.Email}.
 *
 * @param parts as written; the last is the field, those before it relationships
 * @param at place in the query
 */
public record FieldPath(List<String> parts, int at) {

    public FieldPath {
        parts = List.copyOf(parts);
    }

    public String field() {
        return parts.getLast();
    }

    public List<String> relationships() {
        return parts.subList(0, parts.size() - 1);
    }

    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
