package io.downfunnel.domain;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * An amount in units of its currency (not micros, not cents).
 *
 * <p>There is no money without a currency and no default currency: where the CRM names none, a conversion has no value.
 *
 * @param amount finite by type; may be zero or negative, which a platform may refuse
 * @param currency one that ISO 4217 knows
 */
public record Money(BigDecimal amount, Currency currency) {
    public Money {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * @param currencyCode three capital letters of ISO 4217
     * @throws IllegalArgumentException for a code that ISO 4217 does not have
     */
    public static Money of(BigDecimal amount, String currencyCode) {
        return new Money(amount, Currency.getInstance(currencyCode));
    }

    /** The same share of this amount, rounded half up to the digits that the currency is written with. */
    public Money times(BigDecimal factor) {
        var digits = Math.max(0, currency.getDefaultFractionDigits());
        return new Money(amount.multiply(factor).setScale(digits, java.math.RoundingMode.HALF_UP), currency);
    }

    /** One sum for each currency among them, in the order in which the currencies come; empty for none. */
    public static List<Money> sums(Collection<Money> amounts) {
        var sums = new LinkedHashMap<Currency, BigDecimal>();
        amounts.forEach(money -> sums.merge(money.currency(), money.amount(), BigDecimal::add));
        return sums.entrySet().stream()
                .map(each -> new Money(each.getValue(), each.getKey()))
                .toList();
    }

    /** For example {@code 15000.00 EUR}; never in scientific notation. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
