package io.downfunnel.sandbox;

import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The answer that a fault of kind {@code error} asks for: a status, and what the vendor is to say with it, in the shape
 * the vendor says such things in. With a status alone there is no body, as if a proxy had answered.
 */
public record WantedError(JsonNode json) {
    static final String KIND = "error";

    private static final int LEAST = 300;
    private static final int MOST = 599;

    /** @throws ControlException when it has no status of an error, or a field that the vendor's errors do not have */
    void check(String vendor, Set<String> fields) {
        int status = json.path("status").asInt(0);
        if (!json.path("status").isInt() || status < LEAST || status > MOST) {
            throw new ControlException(
                    "A fault of kind error needs an answer with a status from " + LEAST + " to " + MOST);
        }
        json.properties().forEach(field -> {
            if (!field.getKey().equals("status")
                    && !(fields.contains(field.getKey()) && field.getValue().isTextual())) {
                throw new ControlException("An error of " + vendor + " has the texts " + new TreeSet<>(fields)
                        + " beside its status, not " + field.getKey() + " " + field.getValue());
            }
        });
    }

    public int status() {
        return json.path("status").asInt();
    }

    /** Empty where it was not asked for. */
    public String text(String field) {
        return json.path(field).asText("");
    }

    /** Whether nothing but the status was asked for. */
    public boolean bare() {
        return json.size() == 1;
    }
}
