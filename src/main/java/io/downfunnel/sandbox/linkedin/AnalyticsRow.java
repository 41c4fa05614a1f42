package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** One row of the analytics, which sums up what falls into it. */
final class AnalyticsRow {

    /** Those that are played. */
    static final Set<String> FIELDS = Set.of(
            "dateRange",
            "pivotValues",
            "impressions",
            "clicks",
            "landingPageClicks",
            "costInLocalCurrency",
            "costInUsd",
            "oneClickLeads",
            "oneClickLeadFormOpens",
            "externalWebsiteConversions",
            "externalWebsitePostClickConversions",
            "externalWebsitePostViewConversions",
            "conversionValueInLocalCurrency");

    private static final BigDecimal DOLLARS = new BigDecimal("1.08");
    private static final int DECIMALS = 13;

    /** @param pivots URNs, in the order of the query's pivots */
    record Key(LocalDate first, LocalDate last, List<String> pivots) {}

    private final Key key;
    private long impressions;
    private long clicks;
    private long conversions;
    private BigDecimal cost = BigDecimal.ZERO;
    private BigDecimal value = BigDecimal.ZERO;

    AnalyticsRow(Key key) {
        this.key = key;
    }

    void add(CampaignBook.Day day) {
        impressions += day.impressions();
        clicks += day.clicks();
        cost = cost.add(day.cost());
    }

    void convert(long count, BigDecimal worth) {
        conversions += count;
        value = value.add(worth);
    }

    ObjectNode toJson(List<String> fields) {
        ObjectNode json = Json.object();
        for (String field : fields) {
            switch (field) {
                case "dateRange" -> {
                    ObjectNode range = json.putObject(field);
                    date(range.putObject("start"), key.first());
                    date(range.putObject("end"), key.last());
                }
                case "pivotValues" -> {
                    ArrayNode values = json.putArray(field);
                    key.pivots().forEach(values::add);
                }
                case "impressions" -> json.put(field, impressions);
                case "clicks", "landingPageClicks" -> json.put(field, clicks);
                case "costInLocalCurrency" -> json.put(field, decimal(cost));
                case "costInUsd" -> json.put(field, decimal(cost.multiply(DOLLARS)));
                case "externalWebsiteConversions", "externalWebsitePostClickConversions" ->
                    json.put(field, conversions);
                case "conversionValueInLocalCurrency" -> json.put(field, decimal(value));
                default -> json.put(field, 0);
            }
        }
        return json;
    }

    /** Money is a text with more decimals than any currency has. */
    private static String decimal(BigDecimal amount) {
        return amount.setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static void date(ObjectNode json, LocalDate day) {
        json.put("year", day.getYear()).put("month", day.getMonthValue()).put("day", day.getDayOfMonth());
    }
}
