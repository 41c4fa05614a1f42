package io.downfunnel.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.Money;
import io.downfunnel.store.CampaignReadStore.Lag;
import io.downfunnel.store.CampaignReadStore.Result;
import io.downfunnel.store.CampaignReadStore.Spend;

/**
 * Campaigns of one account in one period, the dearest first.
 *
 * @param together all of them; without cost where it comes in several currencies, which nobody adds up
 */
public record CampaignReport(List<CampaignFigures> campaigns, CampaignFigures together) {

    public CampaignReport {
        campaigns = List.copyOf(campaigns);
    }

    /** A stage that more journeys will reach, by how long they took in the past. */
    public record Immature(String stage, long days, LocalDate since) {}

    public static CampaignReport of(List<Spend> spend, List<Result> results) {
        var journeys = new HashMap<Integer, Map<String, Long>>();
        results.forEach(result -> journeys.computeIfAbsent(result.campaign(), any -> new HashMap<>())
                .put(result.stage(), result.journeys()));
        var byCampaign = new LinkedHashMap<Integer, List<Spend>>();
        spend.forEach(each -> byCampaign
                .computeIfAbsent(each.campaign(), any -> new ArrayList<>())
                .add(each));
        var figures = new ArrayList<CampaignFigures>();
        byCampaign.forEach((campaign, rows) -> figures.add(figures(rows, journeys.getOrDefault(campaign, Map.of()))));
        return new CampaignReport(figures, together(spend, results));
    }

    private static CampaignFigures figures(List<Spend> rows, Map<String, Long> journeys) {
        return new CampaignFigures(
                rows.getFirst().vendorId(),
                rows.getFirst().name(),
                sum(rows),
                rows.stream().mapToLong(Spend::impressions).sum(),
                rows.stream().mapToLong(Spend::clicks).sum(),
                journeys);
    }

    private static CampaignFigures together(List<Spend> spend, List<Result> results) {
        var journeys = new HashMap<String, Long>();
        results.forEach(result -> journeys.merge(result.stage(), result.journeys(), Long::sum));
        return new CampaignFigures(
                "",
                Optional.empty(),
                sum(spend),
                spend.stream().mapToLong(Spend::impressions).sum(),
                spend.stream().mapToLong(Spend::clicks).sum(),
                journeys);
    }

    private static Optional<Money> sum(List<Spend> rows) {
        var currencies =
                rows.stream().map(row -> row.cost().currency()).distinct().toList();
        return currencies.size() == 1
                ? Optional.of(new Money(
                        rows.stream().map(row -> row.cost().amount()).reduce(BigDecimal.ZERO, BigDecimal::add),
                        currencies.getFirst()))
                : Optional.empty();
    }

    /**
     * Stages that clicks of the period have not all had time for.
     *
     * @param last day of the period
     * @param today in the same time zone
     */
    public static List<Immature> immature(List<String> stages, Map<String, Lag> lags, LocalDate last, LocalDate today) {
        return stages.stream()
                .filter(lags::containsKey)
                .map(stage -> {
                    long days = lags.get(stage).most().plusDays(1).minusNanos(1).toDays();
                    return new Immature(stage, days, today.minusDays(days));
                })
                .filter(each -> each.since().isBefore(last))
                .toList();
    }
}
