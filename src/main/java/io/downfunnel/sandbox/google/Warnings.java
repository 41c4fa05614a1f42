package io.downfunnel.sandbox.google;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** What Google remarks on optional fields while it takes the event all the same. google.md §2.8. */
final class Warnings {

    private Warnings() {}

    static ArrayNode of(JsonNode request) {
        ArrayNode warnings = Json.array();
        JsonNode events = request.path("events");
        for (int at = 0; at < events.size(); at++) {
            String path = "events.events[" + at + "].";
            if (!events.get(at).path("customVariables").isEmpty()) {
                warning(warnings, path + "custom_variables", "CUSTOM_VARIABLE_NOT_ENABLED", "No such custom variable.");
            }
            JsonNode ids = events.get(at).path("adIdentifiers");
            if (events.get(at).has("cartData") && (ids.has("gbraid") || ids.has("wbraid"))) {
                warning(
                        warnings,
                        path + "cart_data",
                        "CART_DATA_NOT_SUPPORTED_WITH_GBRAID_OR_WBRAID",
                        "Cart data is ignored for this click id.");
            }
        }
        return warnings;
    }

    /** The same answer with one more warning, about nothing in particular. */
    static Answer added(Answer answer, String reason) {
        try {
            ObjectNode body = (ObjectNode) Json.read(answer.body());
            body.withArray("fieldWarnings")
                    .addObject()
                    .put("reason", reason)
                    .put("description", "Told to warn.")
                    .put("field", "events.events[0]");
            return Answer.json(answer.status(), body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Our own answer is JSON", e);
        }
    }

    private static void warning(ArrayNode warnings, String field, String reason, String description) {
        warnings.addObject()
                .put("reason", "WARNING_REASON_" + reason)
                .put("description", description)
                .put("field", field);
    }
}
