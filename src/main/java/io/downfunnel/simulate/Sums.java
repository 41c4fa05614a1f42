package io.downfunnel.simulate;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.downfunnel.domain.Money;

/** Adds up money, each currency by itself. */
final class Sums {
    private final Map<Currency, BigDecimal> byCurrency = new TreeMap<>(Comparator.comparing(Currency::getCurrencyCode));

    void add(Optional<Money> money) {
        money.ifPresent(some -> byCurrency.merge(some.currency(), some.amount(), BigDecimal::add));
    }

    /** In the order of the currencies' codes. */
    List<Money> all() {
        return byCurrency.entrySet().stream()
                .map(sum -> new Money(sum.getValue(), sum.getKey()))
                .toList();
    }
}
