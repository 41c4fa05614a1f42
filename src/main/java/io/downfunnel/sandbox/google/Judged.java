package io.downfunnel.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * One event at one destination with what became of it, as it stands in the journal.
 *
 * @param destination index in the request
 * @param reason a {@code ProcessingErrorReason}; empty unless the effect is a refusal
 * @param click the id of the click it belongs to; empty when there is none
 */
record Judged(
        int destination,
        String transactionId,
        Effect effect,
        String reason,
        String click,
        String happenedAt,
        String value,
        String currency,
        String hash,
        String core,
        boolean wbraid) {

    ObjectNode toJson() {
        return Json.object()
                .put("destination", destination)
                .put("transactionId", transactionId)
                .put("effect", effect.name())
                .put("reason", reason)
                .put("click", click)
                .put("happenedAt", happenedAt)
                .put("value", value)
                .put("currency", currency)
                .put("hash", hash)
                .put("core", core)
                .put("wbraid", wbraid);
    }

    static Judged from(JsonNode json) {
        return new Judged(
                json.path("destination").asInt(),
                json.path("transactionId").asText(),
                Effect.valueOf(json.path("effect").asText()),
                json.path("reason").asText(),
                json.path("click").asText(),
                json.path("happenedAt").asText(),
                json.path("value").asText(),
                json.path("currency").asText(),
                json.path("hash").asText(),
                json.path("core").asText(),
                json.path("wbraid").asBoolean());
    }
}
