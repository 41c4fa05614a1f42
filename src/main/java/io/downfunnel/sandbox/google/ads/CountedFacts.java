package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.CountedConversion;
import io.downfunnel.sandbox.google.Customer;

/**
 * What an account counted: on the day of the click, and, under names of their own, on the day of the conversion. Only
 * conversions of primary actions are among {@code metrics.conversions}. google.md §3.6.
 */
record CountedFacts(AdsDesk desk) {

    static final Set<String> SEGMENTS = Set.of(
            FieldRules.DATE,
            "segments.conversion_action",
            "segments.conversion_action_name",
            "segments.conversion_action_category");

    static final Set<String> METRICS = Set.of(
            "metrics.conversions",
            "metrics.conversions_value",
            "metrics.all_conversions",
            "metrics.all_conversions_value",
            "metrics.conversions_by_conversion_date",
            "metrics.conversions_value_by_conversion_date",
            "metrics.all_conversions_by_conversion_date",
            "metrics.all_conversions_value_by_conversion_date");

    private static final String BY_CONVERSION_DATE = "_by_conversion_date";

    /** What one of them is in the account's currency; made up, and always the same. */
    private static final Map<String, BigDecimal> RATES = Map.of(
            "USD", new BigDecimal("0.9"),
            "GBP", new BigDecimal("1.15"),
            "CHF", new BigDecimal("1.05"));

    /** @param entity the resource name of what a click's conversions are added to */
    List<Fact> of(Customer customer, Function<AdClick, String> entity) {
        Map<String, ConversionAction> actions = new HashMap<>();
        desk.accounts().actionsOf(customer.id()).forEach(action -> actions.put(action.id(), action));
        return desk.counted().stream()
                .filter(counted -> actions.containsKey(counted.action()))
                .flatMap(counted -> click(counted)
                        .map(click -> facts(counted, actions.get(counted.action()), click, entity.apply(click)))
                        .orElseGet(Stream::empty))
                .toList();
    }

    private Optional<AdClick> click(CountedConversion counted) {
        return Stream.of(Kind.GCLID, Kind.GBRAID, Kind.WBRAID)
                .flatMap(kind -> desk.clicks().find(kind, counted.click()).stream())
                .findFirst();
    }

    private static Stream<Fact> facts(
            CountedConversion counted, ConversionAction action, AdClick click, String entity) {
        return Stream.of(
                new Fact(entity, segments(click.clickedAt(), action), metrics(counted, action, "")),
                new Fact(entity, segments(counted.happenedAt(), action), metrics(counted, action, BY_CONVERSION_DATE)));
    }

    private static Map<String, String> segments(Instant at, ConversionAction action) {
        var segments = new LinkedHashMap<String, String>();
        segments.put(FieldRules.DATE, at.atZone(ZoneOffset.UTC).toLocalDate().toString());
        segments.put("segments.conversion_action", ConversionActionResource.resourceName(action));
        segments.put("segments.conversion_action_name", action.name());
        segments.put("segments.conversion_action_category", action.category());
        return segments;
    }

    private static Map<String, BigDecimal> metrics(CountedConversion counted, ConversionAction action, String suffix) {
        BigDecimal value = counted.value().multiply(RATES.getOrDefault(counted.currency(), BigDecimal.ONE));
        var metrics = new HashMap<String, BigDecimal>();
        metrics.put("metrics.all_conversions" + suffix, BigDecimal.ONE);
        metrics.put("metrics.all_conversions_value" + suffix, value);
        if (action.primary()) {
            metrics.put("metrics.conversions" + suffix, BigDecimal.ONE);
            metrics.put("metrics.conversions_value" + suffix, value);
        }
        return metrics;
    }
}
