package io.downfunnel.platform.google.ads;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.ads.googleads.v23.common.Metrics;
import com.google.ads.googleads.v23.common.Segments;
import com.google.ads.googleads.v23.enums.ConversionActionStatusEnum.ConversionActionStatus;
import com.google.ads.googleads.v23.enums.ConversionActionTypeEnum.ConversionActionType;
import com.google.ads.googleads.v23.errors.ConversionUploadErrorEnum.ConversionUploadError;
import com.google.ads.googleads.v23.resources.Campaign;
import com.google.ads.googleads.v23.resources.ClickView;
import com.google.ads.googleads.v23.resources.ConversionAction;
import com.google.ads.googleads.v23.resources.OfflineConversionAlert;
import com.google.ads.googleads.v23.resources.OfflineConversionError;
import com.google.ads.googleads.v23.resources.OfflineConversionUploadConversionActionSummary;
import com.google.ads.googleads.v23.services.GoogleAdsRow;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdReport;

import static org.assertj.core.api.Assertions.assertThat;

/** What rows of Google Ads become. */
class RowsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @Test
    void money_is_exact_to_the_micro_and_has_no_digits_to_spare() {
        assertThat(cost(1_230_000)).hasToString("1.23 EUR");
        assertThat(cost(1)).hasToString("0.000001 EUR");
        assertThat(cost(9_007_199_254_740_993L)).hasToString("9007199254.740993 EUR");
        assertThat(cost(0)).hasToString("0.00 EUR");
        assertThat(cost(500_000_000)).hasToString("500.00 EUR");
    }

    private static Object cost(long micros) {
        return Rows.cost(row(Metrics.newBuilder().setCostMicros(micros))).cost();
    }

    @Test
    void a_row_tells_what_came_of_the_days_clicks_and_what_was_converted_on_it() {
        var rows = new ArrayList<AdReport.CountedDay>();

        Rows.counted(
                row(Metrics.newBuilder()
                        .setAllConversions(1.5)
                        .setAllConversionsValue(100)
                        .setAllConversionsByConversionDate(2)
                        .setAllConversionsValueByConversionDate(250.25)),
                rows::add);

        assertThat(rows)
                .extracting(AdReport.CountedDay::dated, AdReport.CountedDay::counted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(AdReport.Dated.BY_CLICK, new BigDecimal("1.5")),
                        org.assertj.core.groups.Tuple.tuple(AdReport.Dated.BY_CONVERSION, new BigDecimal("2.0")));
        assertThat(rows.getLast().action()).isEqualTo("555");
        assertThat(rows.getLast().value().orElseThrow()).hasToString("250.25 EUR");
    }

    @Test
    void a_row_that_counts_nothing_is_none() {
        var rows = new ArrayList<AdReport.CountedDay>();

        Rows.counted(row(Metrics.newBuilder()), rows::add);

        assertThat(rows).isEmpty();
    }

    @Test
    void a_click_without_ad_group_keyword_and_device_is_a_click_all_the_same() {
        var click = Rows.click(
                row(Metrics.newBuilder()).toBuilder()
                        .setClickView(ClickView.newBuilder().setGclid(Samples.gclid(1)))
                        .build(),
                "1234567890");

        assertThat(click.day()).isEqualTo(DAY);
        assertThat(click.account()).isEqualTo("1234567890");
        assertThat(click.adGroup()).isEmpty();
        assertThat(click.keyword()).isEmpty();
        assertThat(click.device()).isEmpty();
    }

    private static GoogleAdsRow row(Metrics.Builder metrics) {
        return GoogleAdsRow.newBuilder()
                .setCustomer(com.google.ads.googleads.v23.resources.Customer.newBuilder()
                        .setCurrencyCode("EUR"))
                .setCampaign(Campaign.newBuilder().setId(77).setName("Search | Plant"))
                .setSegments(Segments.newBuilder()
                        .setDate(DAY.toString())
                        .setConversionAction("customers/1234567890/conversionActions/555"))
                .setMetrics(metrics)
                .build();
    }

    @Test
    void an_action_of_the_account_takes_uploads() {
        assertThat(obstacle(action())).isEmpty();
    }

    @Test
    void an_action_that_takes_none_says_why_and_what_to_do() {
        assertThat(obstacle(action().setType(ConversionActionType.WEBPAGE))).contains("WEBPAGE", "UPLOAD_CLICKS");
        assertThat(obstacle(action().setStatus(ConversionActionStatus.HIDDEN))).contains("hidden", "Show it again");
        assertThat(obstacle(action().setStatus(ConversionActionStatus.REMOVED))).contains("removed", "Choose another");
        assertThat(obstacle(action().setOwnerCustomer("customers/5556667770"))).contains("555-666-7770", "own");
    }

    @Test
    void an_action_of_the_account_that_counts_for_this_one_says_where_to_find_it_and_what_to_set() {
        var below = new Customer(
                Samples.CUSTOMER.id(),
                "Acme",
                Samples.CUSTOMER.zone(),
                Samples.CUSTOMER.currency(),
                false,
                true,
                "9876543210",
                true,
                true,
                true);

        assertThat(new Actions(below, Map.of(), Map.of(), Samples.NOW)
                        .read(action().setOwnerCustomer("customers/9876543210").build())
                        .obstacle()
                        .orElseThrow())
                .contains(
                        "987-654-3210",
                        "customer.conversion_tracking_setting.google_ads_conversion_customer",
                        "customer-id to 9876543210");
    }

    @Test
    void an_action_that_we_just_made_is_too_new() {
        var made = Map.of("555", Samples.NOW.minus(Duration.ofHours(1)));

        assertThat(new Actions(Samples.CUSTOMER, Map.of(), made, Samples.NOW)
                        .read(action().build())
                        .obstacle()
                        .orElseThrow())
                .contains("six hours");
    }

    private static String obstacle(ConversionAction.Builder action) {
        return new Actions(Samples.CUSTOMER, Map.of(), Map.of(), Samples.NOW)
                .read(action.build())
                .obstacle()
                .orElse("");
    }

    private static ConversionAction.Builder action() {
        return ConversionAction.newBuilder()
                .setId(555)
                .setName("Closed won")
                .setType(ConversionActionType.UPLOAD_CLICKS)
                .setStatus(ConversionActionStatus.ENABLED)
                .setOwnerCustomer("customers/1234567890");
    }

    @Test
    void diagnostics_name_the_worst_complaint_first_and_read_times_in_the_accounts_zone() {
        var diagnostic = new Diagnostics(Samples.CUSTOMER, Samples.REFUSALS)
                .read(OfflineConversionUploadConversionActionSummary.newBuilder()
                        .setConversionActionId(555)
                        .setTotalEventCount(10)
                        .setSuccessfulEventCount(7)
                        .setLastUploadDateTime("2026-11-20 13:00:00")
                        .addAllAlerts(List.of(
                                alert(ConversionUploadError.EXPIRED_EVENT, 0.1),
                                alert(ConversionUploadError.UNPARSEABLE_GCLID, 0.2)))
                        .build());

        assertThat(diagnostic.lastUpload()).contains(Instant.parse("2026-11-20T12:00:00Z"));
        assertThat(diagnostic.complaints())
                .extracting(complaint -> complaint.failure().code())
                .containsExactly("ConversionUploadError.UNPARSEABLE_GCLID", "ConversionUploadError.EXPIRED_EVENT");
    }

    private static OfflineConversionAlert alert(ConversionUploadError code, double share) {
        return OfflineConversionAlert.newBuilder()
                .setError(OfflineConversionError.newBuilder().setConversionUploadError(code))
                .setErrorPercentage(share)
                .build();
    }
}
