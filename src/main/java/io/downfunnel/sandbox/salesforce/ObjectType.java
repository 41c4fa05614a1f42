package io.downfunnel.sandbox.salesforce;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One kind of record: Lead, Opportunity and so on. */
final class ObjectType {

    private final String name;
    private final String keyPrefix;
    private final boolean replicateable;
    private final List<Field> fields;
    private final Map<String, Field> byName = new HashMap<>();
    private final Map<String, Field> byLowerName;
    private final Field clock;

    ObjectType(String name, String keyPrefix, boolean replicateable, List<Field> fields) {
        this.name = name;
        this.keyPrefix = keyPrefix;
        this.replicateable = replicateable;
        this.fields = List.copyOf(fields);
        fields.forEach(field -> byName.put(field.name(), field));
        this.byLowerName = fields.stream().collect(Collectors.toMap(field -> lower(field.name()), field -> field));
        this.clock = byName.getOrDefault("SystemModstamp", byName.get("CreatedDate"));
    }

    String name() {
        return name;
    }

    /** The first three characters of every Id. */
    String keyPrefix() {
        return keyPrefix;
    }

    /** Whether getUpdated and getDeleted work on it. */
    boolean replicateable() {
        return replicateable;
    }

    List<Field> fields() {
        return fields;
    }

    /** The field that says when a record last changed; history objects have only CreatedDate. */
    Field clock() {
        return clock;
    }

    boolean has(String field) {
        return byName.containsKey(field);
    }

    /** A field that must exist, by its exact name. */
    Field field(String exactName) {
        Field field = byName.get(exactName);
        if (field == null) {
            throw new IllegalArgumentException(name + " has no field " + exactName);
        }
        return field;
    }

    /** Salesforce does not tell upper from lower case in names. */
    Optional<Field> find(String anyCase) {
        return Optional.ofNullable(byLowerName.get(lower(anyCase)));
    }

    Optional<Field> relationship(String anyCase) {
        return fields.stream()
                .filter(field -> field.parent()
                        .filter(parent -> parent.relationship().equalsIgnoreCase(anyCase))
                        .isPresent())
                .findFirst();
    }

    Draft draft(String id) {
        return new Draft(this, new Object[fields.size()]).set("Id", id).set("IsDeleted", false);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
