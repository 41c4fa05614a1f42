package io.downfunnel.sandbox.google;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What JSON a protobuf message may have: its fields by lowerCamelCase name.
 *
 * @param oneOf fields of which at most one may be there
 */
record ProtoShape(Map<String, Type> fields, List<String> oneOf) {

    /** What stands in a field. */
    sealed interface Type {}

    record Text() implements Type {}

    record Truth() implements Type {}

    record Decimal() implements Type {}

    record Whole() implements Type {}

    record Time() implements Type {}

    /** @param name the full protobuf name, as errors spell it */
    record Choice(String name, List<String> values) implements Type {}

    record Message(ProtoShape shape) implements Type {}

    record Many(Type each) implements Type {}

    /** A message we do not look into. */
    record Anything() implements Type {}

    static ProtoShape of(Object... namesAndTypes) {
        Map<String, Type> fields = new LinkedHashMap<>();
        for (int at = 0; at < namesAndTypes.length; at += 2) {
            fields.put((String) namesAndTypes[at], (Type) namesAndTypes[at + 1]);
        }
        return new ProtoShape(fields, List.of());
    }

    ProtoShape oneOf(String... names) {
        return new ProtoShape(fields, List.of(names));
    }

    /** The lowerCamelCase name of a field spelled in either of the two ways protobuf's JSON knows. */
    Optional<String> canonical(String spelled) {
        return fields.keySet().stream()
                .filter(name -> name.equals(spelled) || snake(name).equals(spelled))
                .findFirst();
    }

    static String snake(String camel) {
        var snake = new StringBuilder();
        for (char letter : camel.toCharArray()) {
            if (Character.isUpperCase(letter)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(letter));
        }
        return snake.toString();
    }
}
