package io.downfunnel.domain;

import java.util.List;

/**
 * A field of a CRM object, as its describe call tells of it.
 *
 * @param name API name; a custom one ends in {@code __c}
 * @param label as people see it in the CRM, in the language of our user; never empty: the name where there is no label
 * @param kind what its values are
 * @param values of a pick-list those that can be chosen now, in the CRM's order; empty for every other field
 */
public record CrmField(String name, String label, Kind kind, List<Value> values) {

    /** What a condition can sensibly ask of a field. */
    public enum Kind {
        TEXT,
        /** One value of a list, or several of it. */
        CHOICE,
        NUMBER,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A day or an instant. */
        TIME,
        /** The id of this or another record. */
        REFERENCE,
        /** An e-mail address or a phone number: kept as a hash only, so that no condition can read it. */
        PERSONAL
    }

    /**
     * @param value as records hold it, and as conditions have to write it
     * @param label as people see it, which an administrator may have translated or renamed
     */
    public record Value(String value, String label) {}

    public CrmField {
        values = List.copyOf(values);
        if (name.isBlank() || label.isBlank()) {
            throw new IllegalArgumentException("A field has a name and a label");
        }
    }

    /** For example {@code Lead Source (LeadSource)}. */
    public String inWords() {
        return label.equals(name) ? name : label + " (" + name + ")";
    }
}
