package io.downfunnel.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the arguments of control calls, and says what is missing. */
public final class Controls {

    private Controls() {}

    public static String text(JsonNode argument, String field) {
        JsonNode value = argument.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new ControlException("The posted JSON needs the text field '" + field + "'");
        }
        return value.asText();
    }

    public static int number(JsonNode argument, String field) {
        JsonNode value = argument.path(field);
        if (!value.canConvertToInt()) {
            throw new ControlException("The posted JSON needs the number field '" + field + "'");
        }
        return value.asInt();
    }

    public static boolean truth(JsonNode argument, String field) {
        JsonNode value = argument.path(field);
        if (!value.isBoolean()) {
            throw new ControlException("The posted JSON needs the field '" + field + "', true or false");
        }
        return value.asBoolean();
    }
}
