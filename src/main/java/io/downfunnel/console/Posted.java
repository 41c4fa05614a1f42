package io.downfunnel.console;

import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.core.MultivaluedMap;

/** What a form sent: texts without white space around them, and no nulls. */
record Posted(MultivaluedMap<String, String> fields) {
    /** Empty where it was not sent. */
    String text(String name) {
        var value = fields.getFirst(name);
        return value == null ? "" : value.strip();
    }

    boolean flag(String name) {
        return fields.containsKey(name);
    }

    /** Of a number that the form itself wrote; 0 for anything else. */
    int number(String name) {
        var text = text(name);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /** Those that were ticked, and those that were written under the second name, a line each. */
    List<String> values(String ticked, String written) {
        return Stream.concat(
                        fields.getOrDefault(ticked, List.of()).stream(),
                        text(written).lines())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }
}
