package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.AdClick.Platform;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Json;

/**
 * An event that was taken in, as the journal keeps it.
 *
 * @param eventId empty when the event has none
 * @param member whether LinkedIn knows the person
 * @param value as sent; empty when there was none
 */
record StreamedEvent(
        String rule, String eventId, boolean member, String happenedAt, String value, String currency, String hash) {

    static StreamedEvent of(JsonNode event, ClickLedger ledger) {
        return new StreamedEvent(
                EventMeaning.ruleId(event),
                event.path("eventId").asText(),
                Json.stream(event.path("user").path("userIds")).anyMatch(id -> known(id, ledger)),
                Instant.ofEpochMilli(event.path("conversionHappenedAt").asLong())
                        .toString(),
                event.path("conversionValue").path("amount").asText(),
                event.path("conversionValue").path("currencyCode").asText(),
                Json.hash(event));
    }

    static StreamedEvent from(JsonNode json) {
        return new StreamedEvent(
                json.path("rule").asText(),
                json.path("eventId").asText(),
                json.path("member").asBoolean(),
                json.path("happenedAt").asText(),
                json.path("value").asText(),
                json.path("currency").asText(),
                json.path("hash").asText());
    }

    ObjectNode toJson() {
        return Json.object()
                .put("rule", rule)
                .put("eventId", eventId)
                .put("member", member)
                .put("happenedAt", happenedAt)
                .put("value", value)
                .put("currency", currency)
                .put("hash", hash);
    }

    private static boolean known(JsonNode id, ClickLedger ledger) {
        String value = id.path("idValue").asText();
        return switch (id.path("idType").asText()) {
            case "SHA256_EMAIL" ->
                !ledger.ofPerson(Platform.LINKEDIN, value.toLowerCase(Locale.ROOT))
                        .isEmpty();
            case "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID" ->
                ledger.find(Kind.LI_FAT_ID, value).isPresent();
            default -> false;
        };
    }
}
