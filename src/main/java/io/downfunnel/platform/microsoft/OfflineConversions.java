package io.downfunnel.platform.microsoft;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;

/**
 * Conversions as Microsoft takes them
 * (https://learn.microsoft.com/en-us/advertising/campaign-management-service/applyofflineconversions). The same events under
 * the same name of a goal give the same bytes.
 */
@JsonNaming(UpperCamelCaseStrategy.class)
record OfflineConversions(List<OfflineConversion> offlineConversions) {

    /**
     * @param conversionName of the goal, by which Microsoft finds it
     * @param conversionTime UTC; with click ID and goal it is what Microsoft tells conversions apart by
     * @param conversionValue null: the goal's own value counts, where it has one
     */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "conversionCurrencyCode",
        "conversionName",
        "conversionTime",
        "conversionValue",
        "hashedEmailAddress",
        "hashedPhoneNumber",
        "microsoftClickId"
    })
    record OfflineConversion(
            String conversionCurrencyCode,
            String conversionName,
            String conversionTime,
            BigDecimal conversionValue,
            String hashedEmailAddress,
            String hashedPhoneNumber,
            String microsoftClickId) {

        static OfflineConversion of(ConversionEvent event, String goal, boolean hashes) {
            return new OfflineConversion(
                    event.value().map(OfflineConversions::currency).orElse(null),
                    goal,
                    event.occurredAt().toString(),
                    event.value().map(OfflineConversions::amount).orElse(null),
                    hashes
                            ? event.email()
                                    .map(HashedIdentifier.Email::gmailFolded)
                                    .orElse(null)
                            : null,
                    hashes ? event.phone().map(HashedIdentifier.Phone::sha256).orElse(null) : null,
                    event.click().map(OfflineConversions::msclkid).orElse(null));
        }
    }

    /** @param hashes whether hashed identifiers go along */
    static OfflineConversions of(List<ConversionEvent> events, String goal, boolean hashes) {
        return new OfflineConversions(events.stream()
                .map(event -> OfflineConversion.of(event, goal, hashes))
                .toList());
    }

    static String currency(Money money) {
        return money.currency().getCurrencyCode();
    }

    /** Never written with an exponent. */
    static BigDecimal amount(Money money) {
        return money.amount().scale() < 0 ? money.amount().setScale(0) : money.amount();
    }

    static String msclkid(ClickId click) {
        return switch (click.kind()) {
            case MSCLKID -> click.value();
            case GCLID, GBRAID, WBRAID, LI_FAT_ID, LI_FORM_RESPONSE ->
                throw new IllegalArgumentException("Microsoft takes no " + click.kind());
        };
    }
}
