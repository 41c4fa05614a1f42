package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * What LinkedIn calls a conversion: a rule of an ad account.
 *
 * @param body as LinkedIn shows it, without campaigns and times
 * @param visible whether the member may see the account
 */
record ConversionRule(String id, String accountId, ObjectNode body, boolean visible) {

    static final String URN = "urn:lla:llaPartnerConversion:";

    static final String STREAMED = "CONVERSIONS_API";

    /** Every conversion of a member counts; of the other types the first one within the window (linkedin.md §2.7). */
    private static final Set<String> COUNTED_EACH = Set.of("PURCHASE", "ADD_TO_CART");

    static ConversionRule of(String id, String name, String accountId, String type, String method, boolean visible) {
        return new ConversionRule(
                id,
                accountId,
                Json.object()
                        .put("name", name)
                        .put("type", type)
                        .put("conversionMethod", method)
                        .put("enabled", true)
                        .put("postClickAttributionWindowSize", 90)
                        .put("viewThroughAttributionWindowSize", 7)
                        .put("attributionType", "LAST_TOUCH_BY_CAMPAIGN")
                        .put("valueType", method.equals(STREAMED) ? "DYNAMIC" : "NO_VALUE"),
                visible);
    }

    String method() {
        return body.path("conversionMethod").asText();
    }

    boolean enabled() {
        return body.path("enabled").asBoolean();
    }

    boolean countsEach() {
        return COUNTED_EACH.contains(body.path("type").asText());
    }

    /** Only the campaign of the latest touch gets credit, rather than every one. */
    boolean creditsOne() {
        return body.path("attributionType").asText().equals("LAST_TOUCH_BY_CONVERSION");
    }

    Duration clickWindow() {
        return Duration.ofDays(body.path("postClickAttributionWindowSize").asInt());
    }

    /** What a conversion is worth in the account's currency; with a value from the event, or without. */
    Optional<String> worth(String sent) {
        return switch (body.path("valueType").asText()) {
            case "FIXED" -> Optional.of(body.path("value").path("amount").asText("0"));
            case "NO_VALUE" -> Optional.empty();
            default -> Optional.of(sent).filter(value -> !value.isEmpty());
        };
    }

    ConversionRule with(JsonNode changes) {
        ObjectNode changed = body.deepCopy();
        changes.properties().forEach(field -> changed.set(field.getKey(), field.getValue()));
        return new ConversionRule(id, accountId, changed, visible);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("id", Long.parseLong(id)).put("account", Urn.ACCOUNT.of(accountId));
        json.setAll(body.deepCopy());
        return json;
    }
}
