package io.downfunnel.platform.microsoft;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Money;

/**
 * A conversion goal, which is what Microsoft calls a conversion action
 * (https://learn.microsoft.com/en-us/advertising/campaign-management-service/offlineconversiongoal).
 *
 * @param name unique among the goals of the customer, and what conversions are sent to
 */
record Goal(String id, String name, JsonNode json) {
    private static final String OFFLINE = "OfflineConversion";

    static Goal of(JsonNode json) {
        return new Goal(json.path("Id").asText(""), json.path("Name").asText(""), json);
    }

    boolean takesUploads() {
        return text("Type").orElse("").equals(OFFLINE);
    }

    /** While it is, nothing is counted for it. */
    boolean paused() {
        return !text("Status").orElse("Active").equals("Active");
    }

    /** Whether it counts conversions by hashed identifiers. */
    boolean enhanced() {
        return json.path("IsEnhancedConversionsEnabled").asBoolean(false);
    }

    Optional<Duration> window() {
        var minutes = json.path("ConversionWindowInMinutes");
        return minutes.canConvertToInt() && minutes.asInt() > 0
                ? Optional.of(Duration.ofMinutes(minutes.asInt()))
                : Optional.empty();
    }

    ConversionAction asAction(String account) {
        return new ConversionAction(
                id,
                name,
                account,
                text("GoalCategory"),
                text("CountType").flatMap(Goal::counting),
                window(),
                json.path("ExcludeFromBidding").isBoolean()
                        ? Optional.of(!json.path("ExcludeFromBidding").asBoolean())
                        : Optional.empty(),
                defaultValue(),
                revenueType().equals("NoValue"),
                Optional.empty(),
                Optional.empty(),
                obstacle());
    }

    private static Optional<ConversionAction.Counting> counting(String type) {
        return switch (type) {
            case "All" -> Optional.of(ConversionAction.Counting.EVERY);
            case "Unique" -> Optional.of(ConversionAction.Counting.ONE_PER_CLICK);
            default -> Optional.empty();
        };
    }

    private String revenueType() {
        return json.path("Revenue").path("Type").asText("");
    }

    private Optional<Money> defaultValue() {
        var revenue = json.path("Revenue");
        var currency = revenue.path("CurrencyCode").asText("");
        if (!revenue.path("Value").isNumber()
                || currency.length() != 3
                || revenueType().equals("NoValue")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Money.of(
                    new BigDecimal(revenue.path("Value").asText()),
                    Currency.getInstance(currency).getCurrencyCode()));
        } catch (IllegalArgumentException unknownCurrency) {
            return Optional.empty();
        }
    }

    private Optional<String> obstacle() {
        if (!takesUploads()) {
            return Optional.of("It is fed by the website and not by uploads. Choose or make a goal of the kind"
                    + " \"Offline conversions\" in Microsoft Advertising.");
        }
        return paused()
                ? Optional.of("It is paused, and nothing is counted for it. Switch it on in Microsoft Advertising.")
                : Optional.empty();
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(json.path(field).textValue()).filter(text -> !text.isBlank());
    }
}
