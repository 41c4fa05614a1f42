package io.downfunnel.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore.Clicks;
import io.downfunnel.store.CampaignReadStore.Coverage;
import io.downfunnel.store.CampaignReadStore.Result;
import io.downfunnel.store.CampaignReadStore.Spend;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignsCsvTest {

    @Test
    void each_campaign_is_a_line_and_what_nobody_reached_has_no_cost() {
        var report = CampaignReport.of(
                List.of(
                        spend(1, Optional.of("=Brand, \"DACH\""), "100.00", 2_000, 30),
                        spend(2, Optional.empty(), "50.50", 0, 0)),
                List.of(new Result(1, "qualified", 3)));

        assertThat(written(report).lines())
                .containsExactly(
                        "account,from,to,campaign id,campaign,impressions,clicks,clicks per impression,cost,currency,"
                                + "cost per click,qualified,cost per qualified,won,cost per won",
                        "1234567890,2026-08-30,2026-11-27,c1,\"'=Brand, \"\"DACH\"\"\",2000,30,0.0150,100.00,EUR,3.33,3,33.33,0,",
                        "1234567890,2026-08-30,2026-11-27,c2,,0,0,,50.50,EUR,,0,,0,");
    }

    @Test
    void the_file_is_called_after_the_account_and_the_days() {
        assertThat(answer(CampaignReport.of(List.of(), List.of())).fileName())
                .isEqualTo("campaigns-google-2026-08-30-to-2026-11-27");
    }

    private static Spend spend(int campaign, Optional<String> name, String cost, long impressions, long clicks) {
        return new Spend(campaign, "c" + campaign, name, Money.of(new BigDecimal(cost), "EUR"), impressions, clicks);
    }

    private static String written(CampaignReport report) {
        var out = new StringWriter();
        CampaignsCsv.write(answer(report), out);
        return out.toString();
    }

    private static CampaignsStep.Answer answer(CampaignReport report) {
        return new CampaignsStep.Answer(
                new Known(
                        (short) 1,
                        "google",
                        new AdAccountFacts("1234567890", "Ours", ZoneOffset.UTC, Currency.getInstance("EUR"))),
                new Days(LocalDate.parse("2026-08-30"), LocalDate.parse("2026-11-27")),
                report,
                List.of("qualified", "won"),
                new Coverage(90, Optional.empty()),
                new Clicks(0, 0),
                0,
                List.of(),
                List.of());
    }
}
