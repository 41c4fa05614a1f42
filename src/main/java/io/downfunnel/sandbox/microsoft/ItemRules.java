package io.downfunnel.sandbox.microsoft;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.ClickLedger;

/**
 * What Microsoft looks at in one conversion or one adjustment before it takes it in. Source: offlineconversion,
 * offlineconversionadjustment, operation-error-codes 5600 to 5627. Where they leave it open, the stricter reading is played.
 */
final class ItemRules {
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Duration OLDEST = Duration.ofDays(90);
    private static final Duration GOAL_SETTLES = Duration.ofHours(2);
    private static final Set<String> CONVERSION_FIELDS = Set.of(
            "ConversionCurrencyCode",
            "ConversionName",
            "ConversionTime",
            "ConversionValue",
            "ExternalAttributionCredit",
            "ExternalAttributionModel",
            "HashedEmailAddress",
            "HashedPhoneNumber",
            "MicrosoftClickId");
    private static final Set<String> ADJUSTMENT_FIELDS = Set.of(
            "AdjustmentCurrencyCode",
            "AdjustmentTime",
            "AdjustmentType",
            "AdjustmentValue",
            "ConversionName",
            "ConversionTime",
            "HashedEmailAddress",
            "HashedPhoneNumber",
            "MicrosoftClickId");

    private final ConversionGoals goals;
    private final ClickLedger ledger;
    private final Instant now;

    ItemRules(ConversionGoals goals, ClickLedger ledger, Instant now) {
        this.goals = goals;
        this.ledger = ledger;
        this.now = now;
    }

    /** A field that nobody documents, in any item. */
    static Optional<String> strange(JsonNode items, boolean adjustments) {
        var known = adjustments ? ADJUSTMENT_FIELDS : CONVERSION_FIELDS;
        var strange = new TreeSet<String>();
        items.forEach(item -> item.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                strange.add(field);
            }
        }));
        return strange.stream().findFirst();
    }

    /** The code of what is wrong with it; empty when it is taken in. */
    Optional<String> conversion(JsonNode item) {
        return common(item, true)
                .or(() -> value(item, "ConversionValue", "ConversionCurrencyCode"))
                .or(() -> click(item));
    }

    Optional<String> adjustment(JsonNode item) {
        return common(item, false).or(() -> change(item));
    }

    private Optional<String> common(JsonNode item, boolean upload) {
        if (!item.isObject()) {
            return Optional.of("OfflineConversionIsNull");
        }
        var name = text(item, "ConversionName");
        if (name.isEmpty()) {
            return Optional.of("OfflineConversionNameNullOrEmpty");
        }
        var goal = goals.named(name).filter(ConversionGoal::offline);
        if (goal.isEmpty()) {
            return Optional.of("OfflineConversionNameInvalid");
        }
        if (upload && now.isBefore(goal.get().createdAt().plus(GOAL_SETTLES))) {
            return Optional.of("OfflineConversionNotAcceptedForGoal");
        }
        return who(item, goal.get()).or(() -> time(item));
    }

    private static Optional<String> who(JsonNode item, ConversionGoal goal) {
        var click = text(item, "MicrosoftClickId");
        var email = text(item, "HashedEmailAddress");
        var phone = text(item, "HashedPhoneNumber");
        if (!click.isEmpty() && !GUID.matcher(click).matches()) {
            return Optional.of("OfflineConversionMicrosoftClickIdInvalid");
        }
        if (!email.isEmpty() && !SHA256.matcher(email).matches()
                || !phone.isEmpty() && !SHA256.matcher(phone).matches()) {
            return Optional.of("ApiInputValidationError");
        }
        return click.isEmpty() && (!goal.enhanced() || email.isEmpty() && phone.isEmpty())
                ? Optional.of("OfflineConversionMicrosoftClickIdNullOrEmpty")
                : Optional.empty();
    }

    private Optional<String> time(JsonNode item) {
        if (text(item, "ConversionTime").isEmpty()) {
            return Optional.of("OfflineConversionTimeNullOrEmpty");
        }
        var time = instant(item, "ConversionTime");
        if (time.isEmpty()) {
            return Optional.of("OfflineConversionTimeInvalid");
        }
        if (time.get().isAfter(now)) {
            return Optional.of("FutureConversionTimeCannotBeSet");
        }
        return time.get().isBefore(now.minus(OLDEST))
                ? Optional.of("OfflineConversionTimeOutOfWindow")
                : Optional.empty();
    }

    private static Optional<String> value(JsonNode item, String amount, String currency) {
        if (!item.path(amount).isMissingNode()
                && (!item.path(amount).isNumber()
                        || item.path(amount).decimalValue().signum() < 0)) {
            return Optional.of("OfflineConversionValueInvalid");
        }
        return text(item, currency).isEmpty() || isCurrency(text(item, currency))
                ? Optional.empty()
                : Optional.of("OfflineConversionCurrencyCodeInvalid");
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }

    /** Of a click that it does not know, Microsoft says nothing at once. */
    private Optional<String> click(JsonNode item) {
        var click = ledger.find(AdClick.Kind.MSCLKID, text(item, "MicrosoftClickId"));
        var time = instant(item, "ConversionTime").orElseThrow();
        if (click.isEmpty()) {
            return Optional.empty();
        }
        if (!time.isAfter(click.get().clickedAt())) {
            return Optional.of("ConversionTimeEarlierThanClickTime");
        }
        var window = goals.named(text(item, "ConversionName")).orElseThrow().window();
        return time.isAfter(click.get().clickedAt().plus(window))
                ? Optional.of("ClickIdDateTimeOutsideGoalConversionWindow")
                : Optional.empty();
    }

    private Optional<String> change(JsonNode item) {
        var type = text(item, "AdjustmentType");
        if (!type.equals("Restate") && !type.equals("Retract")) {
            return Optional.of("OfflineConversionInvalidAdjustmentType");
        }
        if (text(item, "AdjustmentTime").isEmpty()) {
            return Optional.of("OfflineConversionAdjustmentTimeNullOrEmpty");
        }
        var time = instant(item, "AdjustmentTime");
        if (time.isEmpty()) {
            return Optional.of("OfflineConversionAdjustmentTimeInvalid");
        }
        if (time.get().isBefore(instant(item, "ConversionTime").orElseThrow())) {
            return Optional.of("OfflineConversionAdjustmentTimeEarlierThanConversionTime");
        }
        if (time.get().isAfter(now)) {
            return Optional.of("OfflineConversionFutureAdjustmentTimeCannotBeSet");
        }
        return type.equals("Restate") ? restated(item) : retracted(item);
    }

    private static Optional<String> restated(JsonNode item) {
        if (!item.has("AdjustmentValue")) {
            return Optional.of("OfflineConversionAdjustmentValueRequired");
        }
        return text(item, "AdjustmentCurrencyCode").isEmpty()
                ? Optional.of("OfflineConversionCurrencyValueRequired")
                : value(item, "AdjustmentValue", "AdjustmentCurrencyCode");
    }

    private static Optional<String> retracted(JsonNode item) {
        return item.has("AdjustmentValue")
                ? Optional.of("OfflineConversionAdjustmentValueNotExpected")
                : Optional.empty();
    }

    static String text(JsonNode item, String field) {
        return Optional.ofNullable(item.path(field).textValue()).orElse("");
    }

    /** UTC only, and said so. */
    static Optional<Instant> instant(JsonNode item, String field) {
        try {
            return Optional.of(text(item, field))
                    .filter(text -> text.endsWith("Z"))
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
