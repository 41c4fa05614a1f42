package io.downfunnel.domain;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a conversion is worth. */
public sealed interface ValueRule {

    /** Counted without a value. */
    record None() implements ValueRule {}

    /** The same for every conversion; also the way to write an expected value that is known beforehand. */
    record Fixed(Money money) implements ValueRule {}

    /** The opportunity's amount as it is when the conversion is sent, in the record's currency, times a factor. */
    record CrmAmount(BigDecimal factor) implements ValueRule {}

    /**
     * The opportunity's amount times how likely such deals are won.
     *
     * @param probabilities by the opportunity's CRM stage when the event happened; each from 0 to 1
     * @param otherwise for every other CRM stage; empty: no value then
     */
    record ExpectedAmount(Map<String, BigDecimal> probabilities, Optional<BigDecimal> otherwise) implements ValueRule {
        public ExpectedAmount {
            probabilities = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }
    }

    /** Probability times the usual worth of a won deal: for stages at which no amount is known yet. */
    record ExpectedFixed(Money dealValue, BigDecimal probability) implements ValueRule {}

    /** As people read it, such as {@code CRM amount × 0.8}. */
    default String inWords() {
        return switch (this) {
            case None() -> "no value";
            case Fixed(var money) -> money.toString();
            case CrmAmount(var factor) -> "CRM amount × " + factor.toPlainString();
            case ExpectedAmount(var table, var otherwise) ->
                "CRM amount × probability by CRM stage " + plain(table)
                        + otherwise
                                .map(rest -> ", otherwise " + rest.toPlainString())
                                .orElse("");
            case ExpectedFixed(var dealValue, var probability) ->
                dealValue + " × probability " + probability.toPlainString();
        };
    }

    private static String plain(Map<String, BigDecimal> table) {
        return table.entrySet().stream()
                .map(row -> row.getKey() + " " + row.getValue().toPlainString())
                .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
    }
}
