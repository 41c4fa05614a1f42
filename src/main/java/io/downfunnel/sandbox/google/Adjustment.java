package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * One row of {@code UploadConversionAdjustments} that broke none of the rules for rows.
 *
 * @param orderId empty when the conversion is named by its click
 * @param gclid empty when it is named by its order id
 * @param happenedAt of the conversion, when it is named by its click
 * @param retraction otherwise a restatement
 * @param at the adjustment's own time
 * @param value of a restatement, plain digits
 * @param currency empty: as it was
 */
public record Adjustment(
        String action,
        String orderId,
        String gclid,
        Optional<Instant> happenedAt,
        boolean retraction,
        Instant at,
        String value,
        String currency) {

    /** What became of an adjustment that is not refused. */
    static final String TAKEN = "TAKEN";

    /** Of a conversion that nothing changes any more; whoever sends it is told nothing. */
    static final String IGNORED = "IGNORED";

    ObjectNode toJson() {
        return Json.object()
                .put("action", action)
                .put("orderId", orderId)
                .put("gclid", gclid)
                .put("happenedAt", happenedAt.map(Instant::toString).orElse(""))
                .put("type", retraction ? "RETRACTION" : "RESTATEMENT")
                .put("at", at.toString())
                .put("value", value)
                .put("currency", currency);
    }

    static Adjustment from(JsonNode json) {
        return new Adjustment(
                json.path("action").asText(),
                json.path("orderId").asText(),
                json.path("gclid").asText(),
                Optional.of(json.path("happenedAt").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse),
                json.path("type").asText().equals("RETRACTION"),
                Instant.parse(json.path("at").asText()),
                json.path("value").asText(),
                json.path("currency").asText());
    }
}
