package io.downfunnel.platform.microsoft;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;

/**
 * Changes of conversions
 * (https://learn.microsoft.com/en-us/advertising/campaign-management-service/offlineconversionadjustment). Microsoft knows no
 * name that we could give a conversion: it finds it by click ID, goal and time, so these must be as they were sent.
 */
@JsonNaming(UpperCamelCaseStrategy.class)
record OfflineConversionAdjustments(List<OfflineConversionAdjustment> offlineConversionAdjustments) {

    /** @param adjustmentValue and its currency are for restatements only; with a retraction they are refused */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "adjustmentCurrencyCode",
        "adjustmentTime",
        "adjustmentType",
        "adjustmentValue",
        "conversionName",
        "conversionTime",
        "microsoftClickId"
    })
    record OfflineConversionAdjustment(
            String adjustmentCurrencyCode,
            String adjustmentTime,
            String adjustmentType,
            BigDecimal adjustmentValue,
            String conversionName,
            String conversionTime,
            String microsoftClickId) {

        static OfflineConversionAdjustment of(Adjustment adjustment, String goal) {
            return switch (adjustment) {
                case Adjustment.Restatement(var event, var at) -> {
                    var value = event.value().orElseThrow();
                    yield new OfflineConversionAdjustment(
                            OfflineConversions.currency(value),
                            at.toString(),
                            "Restate",
                            OfflineConversions.amount(value),
                            goal,
                            event.occurredAt().toString(),
                            OfflineConversions.msclkid(click(adjustment)));
                }
                case Adjustment.Retraction(var key, var action, var occurredAt, var at, var click) ->
                    new OfflineConversionAdjustment(
                            null,
                            at.toString(),
                            "Retract",
                            null,
                            goal,
                            occurredAt.toString(),
                            OfflineConversions.msclkid(click(adjustment)));
            };
        }
    }

    static OfflineConversionAdjustments of(List<Adjustment> batch, String goal) {
        return new OfflineConversionAdjustments(batch.stream()
                .map(adjustment -> OfflineConversionAdjustment.of(adjustment, goal))
                .toList());
    }

    /** What the conversion is found by; {@code Adjusting.byClick()} says that there is one. */
    private static ClickId click(Adjustment adjustment) {
        return adjustment
                .click()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Microsoft finds a conversion by its click ID only; " + adjustment.key() + " has none"));
    }
}
