package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * What a Google Ads account counts.
 *
 * @param owner the customer it belongs to
 * @param window how long after a click a conversion may arrive
 * @param onePerClick counts the first conversion of a click only
 */
record ConversionAction(
        String id, String name, String owner, Type type, Duration window, boolean onePerClick, Instant createdAt) {

    enum Type {
        UPLOAD_CLICKS,
        WEBPAGE
    }

    /** New actions are not known everywhere at once. reference: google.md §2.3, §3.6. */
    private static final Duration PROPAGATION = Duration.ofHours(6);

    boolean knownEverywhere(Instant now) {
        return !now.isBefore(createdAt.plus(PROPAGATION));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("id", id)
                .put("name", name)
                .put("owner", owner)
                .put("type", type.name())
                .put("windowDays", window.toDays())
                .put("onePerClick", onePerClick)
                .put("createdAt", createdAt.toString());
    }

    static ConversionAction from(JsonNode json) {
        return new ConversionAction(
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("owner").asText(),
                Type.valueOf(json.path("type").asText()),
                Duration.ofDays(json.path("windowDays").asLong()),
                json.path("onePerClick").asBoolean(),
                Instant.parse(json.path("createdAt").asText()));
    }
}
