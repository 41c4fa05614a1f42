package io.downfunnel.convert;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.ValueRule;

/** Says what a conversion is worth. */
final class Valuer {

    /** What it is worth, or why it has no value; neither where the mapping wants none. */
    record Worth(Optional<Money> money, Optional<Reason> without, String why) {
        static final Worth NONE = new Worth(Optional.empty(), Optional.empty(), "");

        static Worth of(Money money) {
            return new Worth(Optional.of(money), Optional.empty(), "");
        }

        static Worth missing(Reason reason, String why) {
            return new Worth(Optional.empty(), Optional.of(reason), why);
        }
    }

    private Valuer() {}

    /** @param amount the opportunity's, as it is in force */
    static Worth worth(ValueRule rule, StageEvent event, Optional<BigDecimal> amount) {
        return switch (rule) {
            case ValueRule.None() -> Worth.NONE;
            case ValueRule.Fixed(var money) -> Worth.of(money);
            case ValueRule.ExpectedFixed(var dealValue, var probability) -> Worth.of(dealValue.times(probability));
            case ValueRule.CrmAmount(var factor) -> times(event, amount, Optional.of(factor));
            case ValueRule.ExpectedAmount(var probabilities, var otherwise) ->
                times(event, amount, event.crmStage().map(probabilities::get).or(() -> otherwise));
        };
    }

    static boolean readsAmount(ValueRule rule) {
        return switch (rule) {
            case ValueRule.CrmAmount(var factor) -> true;
            case ValueRule.ExpectedAmount(var probabilities, var otherwise) -> true;
            case ValueRule.None() -> false;
            case ValueRule.Fixed(var money) -> false;
            case ValueRule.ExpectedFixed(var dealValue, var probability) -> false;
        };
    }

    private static Worth times(StageEvent event, Optional<BigDecimal> amount, Optional<BigDecimal> factor) {
        if (amount.isEmpty()) {
            return Worth.missing(Reason.NO_VALUE_AMOUNT, "Goes without a value, since the CRM has no amount.");
        }
        if (factor.isEmpty()) {
            return Worth.missing(
                    Reason.NO_VALUE_AMOUNT,
                    "Goes without a value, since the mapping has no probability for the CRM stage "
                            + event.crmStage().orElse("of this deal") + ".");
        }
        return event.currency()
                .flatMap(Valuer::currency)
                .map(currency -> Worth.of(new Money(amount.get(), currency).times(factor.get())))
                .orElseGet(() -> Worth.missing(
                        Reason.NO_VALUE_CURRENCY,
                        event.currency()
                                .map(code -> "Goes without a value, since ISO 4217 has no currency \"" + code + "\".")
                                .orElse("Goes without a value, since the CRM names no currency for the amount.")));
    }

    private static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
