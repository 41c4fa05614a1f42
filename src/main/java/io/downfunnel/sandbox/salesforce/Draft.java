package io.downfunnel.sandbox.salesforce;

import java.util.Optional;

/** A record on its way to being saved. */
final class Draft {

    private final ObjectType type;
    private final Object[] values;

    Draft(ObjectType type, Object[] values) {
        this.type = type;
        this.values = values;
    }

    /** Sets a field where the object has it: history objects lack most of the system fields. */
    Draft set(String field, Object value) {
        if (type.has(field)) {
            values[type.field(field).index()] = value;
        }
        return this;
    }

    Draft set(String field, Optional<?> value) {
        return set(field, (Object) value.orElse(null));
    }

    Object get(String field) {
        return values[type.field(field).index()];
    }

    Row row() {
        return new Row(values.clone());
    }
}
