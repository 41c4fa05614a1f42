package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.CampaignReadStore.Clicks;
import io.downfunnel.store.CampaignReadStore.Result;
import io.downfunnel.store.ReportWatchStore.Astray;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignReadStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final LocalDate TODAY = LocalDate.now(Clock.systemUTC());
    private static final Days PERIOD = new Days(TODAY.minusDays(90), TODAY.minusDays(1));

    private static CampaignReadStore campaigns;
    private static Map<String, Known> accounts;

    @BeforeAll
    static void fill() {
        Showcase.fill(database.jdbi(), Clock.systemUTC().instant());
        campaigns = new CampaignReadStore(database.jdbi());
        accounts = new AdAccountStore(database.jdbi())
                .all().stream().collect(Collectors.toMap(Known::destination, known -> known));
    }

    private static Known google() {
        return accounts.get("google");
    }

    @Test
    void campaigns_are_added_up_over_the_days_the_dearest_first() {
        var spend = campaigns.spend(google(), new Days(TODAY.minusDays(2), TODAY.minusDays(1)));

        assertThat(spend).hasSize(130);
        var dearest = spend.getFirst();
        assertThat(dearest.vendorId()).isEqualTo("21000001");
        assertThat(dearest.cost().amount()).isEqualByComparingTo(new BigDecimal("6003"));
        assertThat(dearest.cost().currency())
                .isEqualTo(Money.of(BigDecimal.ONE, "EUR").currency());
        assertThat(dearest.impressions()).isEqualTo(8_009);
        assertThat(dearest.clicks()).isEqualTo(182);
    }

    @Test
    void what_became_of_a_click_counts_for_its_campaign_and_its_day() {
        assertThat(campaigns.results(google(), PERIOD))
                .as("not what another account's clicks brought")
                .contains(new Result(1, "qualified", 1))
                .allSatisfy(result -> assertThat(result.campaign()).isEqualTo(1));
        assertThat(campaigns.results(google(), new Days(TODAY.minusDays(20), TODAY)))
                .isEmpty();
        assertThat(campaigns.results(accounts.get("linkedin"), PERIOD)).isEmpty();
    }

    @Test
    void days_that_were_read_are_told_from_those_that_were_not() {
        assertThat(campaigns.coverage(google(), PERIOD).days()).isEqualTo(90);
        assertThat(campaigns.coverage(accounts.get("linkedin"), PERIOD).days()).isEqualTo(29);
        assertThat(campaigns.coverage(accounts.get("linkedin"), PERIOD).last()).contains(TODAY.minusDays(1));
    }

    @Test
    void clicks_with_a_campaign_are_told_from_those_without() {
        assertThat(campaigns.clicks(google(), PERIOD)).isEqualTo(new Clicks(3, 1));
    }

    @Test
    void how_long_a_stage_takes_is_told_from_our_own_history() {
        assertThat(campaigns.lags().values())
                .isNotEmpty()
                .allSatisfy(lag -> assertThat(lag.most()).isGreaterThanOrEqualTo(lag.half()));
    }

    @Test
    void clicks_of_another_account_and_clicks_that_nobody_knows_are_shown_with_their_record() {
        assertThat(new ReportWatchStore(database.jdbi()).astray("google", 20))
                .extracting(Astray::account)
                .extracting(account -> account.orElse("nowhere"))
                .contains("9998887770");
        assertThat(new ReportWatchStore(database.jdbi()).astray("linkedin", 20)).isEmpty();
    }

    @Test
    void the_funnel_of_the_showcase_can_be_read() {
        assertThat(new FunnelStore(database.jdbi()).active()).isPresent();
    }
}
