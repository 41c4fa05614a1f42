package io.downfunnel.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Money;
import io.downfunnel.store.CampaignReadStore.Lag;
import io.downfunnel.store.CampaignReadStore.Result;
import io.downfunnel.store.CampaignReadStore.Spend;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignReportTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

    private static Spend spend(int campaign, String cost, String currency, long impressions, long clicks) {
        return new Spend(
                campaign,
                "c" + campaign,
                Optional.of("Campaign " + campaign),
                Money.of(new BigDecimal(cost), currency),
                impressions,
                clicks);
    }

    @Test
    void cost_is_divided_by_what_it_brought() {
        var report = CampaignReport.of(
                List.of(spend(1, "100.00", "EUR", 2_000, 30)),
                List.of(new Result(1, "lead", 7), new Result(1, "qualified", 3)));

        var campaign = report.campaigns().getFirst();
        assertThat(campaign.clickThroughRate()).contains(new BigDecimal("0.0150"));
        assertThat(campaign.costPerClick()).contains(Money.of(new BigDecimal("3.33"), "EUR"));
        assertThat(campaign.costPer("lead")).contains(Money.of(new BigDecimal("14.29"), "EUR"));
        assertThat(campaign.costPer("qualified")).contains(Money.of(new BigDecimal("33.33"), "EUR"));
    }

    @Test
    void what_nobody_reached_has_no_cost_and_is_not_free() {
        var campaign = CampaignReport.of(List.of(spend(1, "100.00", "EUR", 0, 0)), List.of())
                .campaigns()
                .getFirst();

        assertThat(campaign.costPer("closed-won")).isEmpty();
        assertThat(campaign.costPerClick()).isEmpty();
        assertThat(campaign.clickThroughRate()).isEmpty();
    }

    @Test
    void all_together_is_the_sum_of_all() {
        var report = CampaignReport.of(
                List.of(spend(1, "100.00", "EUR", 10, 2), spend(2, "50.50", "EUR", 20, 3)),
                List.of(new Result(1, "lead", 2), new Result(2, "lead", 1)));

        assertThat(report.together().cost()).contains(Money.of(new BigDecimal("150.50"), "EUR"));
        assertThat(report.together().clicks()).isEqualTo(5);
        assertThat(report.together().journeys("lead")).isEqualTo(3);
    }

    @Test
    void euros_and_dollars_are_not_added_up() {
        var report = CampaignReport.of(
                List.of(spend(1, "100.00", "EUR", 10, 2), spend(1, "50.50", "USD", 20, 3), spend(2, "1", "USD", 1, 1)),
                List.of(new Result(1, "lead", 2)));

        assertThat(report.campaigns()).hasSize(2);
        assertThat(report.campaigns().getFirst().cost()).isEmpty();
        assertThat(report.campaigns().getFirst().costPer("lead")).isEmpty();
        assertThat(report.campaigns().getFirst().clicks()).isEqualTo(5);
        assertThat(report.together().cost()).isEmpty();
    }

    @Test
    void a_stage_is_immature_while_clicks_of_the_period_may_still_reach_it() {
        var lags = Map.of(
                "lead", new Lag(Duration.ofMinutes(2), Duration.ofHours(20)),
                "closed-won", new Lag(Duration.ofDays(40), Duration.ofDays(75)));
        var stages = List.of("lead", "qualified", "closed-won");

        assertThat(CampaignReport.immature(stages, lags, TODAY.minusDays(1), TODAY))
                .containsExactly(new CampaignReport.Immature("closed-won", 75, TODAY.minusDays(75)));
        assertThat(CampaignReport.immature(stages, lags, TODAY.minusDays(80), TODAY))
                .isEmpty();
    }
}
