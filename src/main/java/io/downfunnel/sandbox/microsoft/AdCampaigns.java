package io.downfunnel.sandbox.microsoft;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * The account's own campaigns, day by day, the same for a seed for ever. The sandbox's company knows nothing of them: its
 * leads come from elsewhere.
 */
record AdCampaigns(long seed, LocalDate first) {

    record Campaign(String id, String name, int impressions, double clickThroughRate, double costPerClick) {}

    /** @param website conversions that the contact form on the website counted */
    record Day(LocalDate day, Campaign campaign, long impressions, long clicks, BigDecimal cost, long website) {
        ObjectNode toJson() {
            return Json.object()
                    .put("day", day.toString())
                    .put("campaign", campaign.id())
                    .put("impressions", impressions)
                    .put("clicks", clicks)
                    .put("cost", cost.toPlainString());
        }
    }

    private static final List<Campaign> ALL = List.of(
            new Campaign("360000001", "Search | Brand", 400, 0.09, 0.9),
            new Campaign("360000002", "Search | Factory planning, \"exact\"", 1_500, 0.03, 4.8),
            new Campaign("360000003", "Audience | Supply chain", 9_000, 0.004, 1.1));

    /** Every campaign on each of these days; nothing before the account began. */
    List<Day> days(LocalDate from, LocalDate to) {
        return from.datesUntil(to.plusDays(1))
                .filter(day -> !day.isBefore(first))
                .flatMap(day -> ALL.stream().map(campaign -> day(day, campaign)))
                .toList();
    }

    private Day day(LocalDate day, Campaign campaign) {
        var dice = new SplittableRandom(
                seed * 1_000_003 + day.toEpochDay() * 31 + campaign.id().hashCode());
        boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
        long impressions = Math.round(campaign.impressions() * (weekend ? 0.35 : 1) * dice.nextDouble(0.7, 1.3));
        long clicks = Math.round(impressions * campaign.clickThroughRate() * dice.nextDouble(0.8, 1.2));
        var cost = BigDecimal.valueOf(clicks * campaign.costPerClick() * dice.nextDouble(0.9, 1.1))
                .setScale(2, RoundingMode.HALF_UP);
        return new Day(day, campaign, impressions, clicks, cost, clicks / 12);
    }
}
