package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Money;

/**
 * A conversion rule as LinkedIn writes it (linkedin.md §3.2).
 *
 * @param account number of the account that we upload through
 */
record Rule(JsonNode json, String account) {
    static final String STREAMED = "CONVERSIONS_API";

    /** Of other types the first conversion of a member within the window counts (linkedin.md §2.7). */
    private static final Set<String> COUNTED_EACH = Set.of("PURCHASE", "ADD_TO_CART");

    ConversionAction action() {
        var type = Optional.of(json.path("type").asText("")).filter(text -> !text.isEmpty());
        var days = json.path("postClickAttributionWindowSize").asInt(0);
        return new ConversionAction(
                json.path("id").asText(),
                json.path("name").asText(""),
                owner(),
                type,
                type.map(each -> COUNTED_EACH.contains(each)
                        ? ConversionAction.Counting.EVERY
                        : ConversionAction.Counting.ONE_PER_CLICK),
                days > 0 ? Optional.of(Duration.ofDays(days)) : Optional.empty(),
                Optional.empty(),
                valueType().equals("FIXED") ? value() : Optional.empty(),
                valueType().equals("FIXED") || valueType().equals("NO_VALUE"),
                Optional.of(campaigns()),
                Optional.of(json.path("lastCallbackAt").asLong(0))
                        .filter(millis -> millis > 0)
                        .map(Instant::ofEpochMilli),
                obstacle());
    }

    private String owner() {
        return Urn.ACCOUNT.id(json.path("account").asText("")).orElse(account);
    }

    private String valueType() {
        return json.path("valueType").asText("DYNAMIC");
    }

    private Optional<Money> value() {
        var value = json.path("value");
        try {
            return Optional.of(Money.of(
                    new BigDecimal(value.path("amount").asText()),
                    value.path("currencyCode").asText()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** LinkedIn names them in two lists, one of which may be missing. */
    private Set<String> campaigns() {
        var ids = new HashSet<String>();
        json.path("campaigns").forEach(urn -> Urn.CAMPAIGN.id(urn.asText()).ifPresent(ids::add));
        json.path("associatedCampaigns")
                .forEach(each -> Urn.CAMPAIGN.id(each.path("campaign").asText()).ifPresent(ids::add));
        return ids;
    }

    private Optional<String> obstacle() {
        if (!json.path("conversionMethod").asText(STREAMED).equals(STREAMED)) {
            return Optional.of(
                    "It is fed by the Insight Tag and takes no uploads. Choose a rule whose data source is the"
                            + " Conversions API, or make one.");
        }
        if (!owner().equals(account)) {
            return Optional.of("It belongs to ad account " + owner() + ", and we upload through " + account
                    + ". Choose a rule of this account.");
        }
        return json.path("enabled").asBoolean(true)
                ? Optional.empty()
                : Optional.of(
                        "It is switched off, and LinkedIn refuses every conversion for it. Switch it on, or choose"
                                + " another one in the mapping.");
    }
}
