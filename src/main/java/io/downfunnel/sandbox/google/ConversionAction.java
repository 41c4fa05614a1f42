package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * What a Google Ads account counts.
 *
 * @param owner the customer it belongs to
 * @param category a member of {@code ConversionActionCategory}
 * @param status a member of {@code ConversionActionStatus}; a removed one is still shown to whoever asks for it
 * @param primary whether its conversions steer bids and count among {@code metrics.conversions}
 * @param window how long after a click a conversion may arrive
 * @param onePerClick counts the first conversion of a click only
 * @param value what a conversion is worth that says nothing of its worth
 * @param usableFrom before that nobody but the account itself has heard of it
 */
public record ConversionAction(
        String id,
        String name,
        String owner,
        Type type,
        String category,
        String status,
        boolean primary,
        Duration window,
        boolean onePerClick,
        DefaultValue value,
        Instant usableFrom) {

    public enum Type {
        UPLOAD_CLICKS,
        WEBPAGE
    }

    /** @param always whether what an upload says of the worth is ignored; then nothing can be restated */
    public record DefaultValue(BigDecimal amount, String currency, boolean always) {
        static final DefaultValue NONE = new DefaultValue(BigDecimal.ZERO, "EUR", false);
    }

    /** New actions are not known everywhere at once. reference: google.md §2.3, §3.6. */
    public static final Duration PROPAGATION = Duration.ofHours(6);

    public boolean knownEverywhere(Instant now) {
        return !now.isBefore(usableFrom);
    }

    public boolean removed() {
        return status.equals("REMOVED");
    }

    /** A new one, as the account makes it when nothing is said but what it is. */
    public static ConversionAction fresh(String id, String owner, Instant usableFrom) {
        return new ConversionAction(
                id,
                "",
                owner,
                Type.UPLOAD_CLICKS,
                "DEFAULT",
                "ENABLED",
                true,
                Duration.ofDays(30),
                true,
                DefaultValue.NONE,
                usableFrom);
    }

    /** The same with another value of a field, which is one of those an account can set. */
    public ConversionAction with(String field, String text) {
        ObjectNode json = toJson();
        switch (field) {
            case "name" -> json.put("name", text);
            case "type" -> json.put("type", text);
            case "category" -> json.put("category", text);
            case "status" -> json.put("status", text);
            case "primary_for_goal" -> json.put("primary", Boolean.parseBoolean(text));
            case "counting_type" -> json.put("onePerClick", text.equals("ONE_PER_CLICK"));
            case "click_through_lookback_window_days" -> json.put("windowDays", Long.parseLong(text));
            case "value_settings.default_value" -> json.put("defaultValue", new BigDecimal(text));
            case "value_settings.default_currency_code" -> json.put("defaultCurrency", text);
            case "value_settings.always_use_default_value" -> json.put("alwaysDefault", Boolean.parseBoolean(text));
            default -> throw new IllegalArgumentException("Nobody sets " + field);
        }
        return from(json);
    }

    ObjectNode toJson() {
        return Json.object()
                .put("id", id)
                .put("name", name)
                .put("owner", owner)
                .put("type", type.name())
                .put("category", category)
                .put("status", status)
                .put("primary", primary)
                .put("windowDays", window.toDays())
                .put("onePerClick", onePerClick)
                .put("defaultValue", value.amount())
                .put("defaultCurrency", value.currency())
                .put("alwaysDefault", value.always())
                .put("usableFrom", usableFrom.toString());
    }

    /** Of what a control call leaves out, what a new action has; {@code createdAt} may stand for the moment it is usable. */
    static ConversionAction from(JsonNode json) {
        return new ConversionAction(
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("owner").asText(),
                Type.valueOf(json.path("type").asText()),
                json.path("category").asText("DEFAULT"),
                json.path("status").asText("ENABLED"),
                json.path("primary").asBoolean(true),
                Duration.ofDays(json.path("windowDays").asLong()),
                json.path("onePerClick").asBoolean(),
                new DefaultValue(
                        json.path("defaultValue").decimalValue(),
                        json.path("defaultCurrency").asText("EUR"),
                        json.path("alwaysDefault").asBoolean()),
                json.has("usableFrom")
                        ? Instant.parse(json.path("usableFrom").asText())
                        : Instant.parse(json.path("createdAt").asText()).plus(PROPAGATION));
    }
}
