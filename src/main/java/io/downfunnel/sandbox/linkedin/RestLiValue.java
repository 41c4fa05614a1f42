package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value as Rest.li 2.0 writes it into URLs. */
sealed interface RestLiValue {

    record Text(String value) implements RestLiValue {}

    record Many(List<RestLiValue> items) implements RestLiValue {}

    record Fields(Map<String, RestLiValue> values) implements RestLiValue {}

    /** @throws BadParam when it is a list or has fields */
    default String text(String name) {
        if (this instanceof Text(var value)) {
            return value;
        }
        throw new BadParam(name);
    }

    /** @throws BadParam when it is anything but a list of texts */
    default List<String> texts(String name) {
        if (this instanceof Many(var items)) {
            return items.stream().map(item -> item.text(name)).toList();
        }
        throw new BadParam(name);
    }

    /** @throws BadParam when it has no fields */
    default Map<String, RestLiValue> fields(String name) {
        if (this instanceof Fields(var values)) {
            return values;
        }
        throw new BadParam(name);
    }

    default Optional<RestLiValue> field(String name, String of) {
        return Optional.ofNullable(fields(of).get(name));
    }

    default int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new BadParam(name);
        }
    }

    /** Whether it is a list or has fields, which are written so in protocol 2.0.0 only. */
    default boolean composed() {
        return !(this instanceof Text);
    }
}
