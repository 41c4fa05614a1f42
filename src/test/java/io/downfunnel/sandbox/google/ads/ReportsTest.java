package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.ads.googleads.v23.services.ListAccessibleCustomersRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.Company;

import static io.downfunnel.sandbox.google.ads.AdsVisitor.refused;
import static org.assertj.core.api.Assertions.assertThat;

class ReportsTest {

    private static final LocalDate TODAY = Instant.now().atZone(ZoneOffset.UTC).toLocalDate();
    private static final String COST = """
            SELECT segments.date, customer.id, customer.currency_code, customer.time_zone,
                   campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type,
                   metrics.cost_micros, metrics.impressions, metrics.clicks,
                   metrics.conversions, metrics.conversions_value, metrics.all_conversions
            FROM campaign
            WHERE segments.date BETWEEN '%s' AND '%s'""";

    private static Sandbox sandbox;
    private static AdsVisitor google;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
        google = AdsVisitor.to(sandbox);
    }

    @AfterAll
    static void close() {
        google.close();
        sandbox.close();
    }

    @Test
    void the_account_says_its_currency_its_zone_and_who_owns_its_conversion_actions() {
        GoogleAdsRow row = google.search("""
                        SELECT customer.id, customer.currency_code, customer.time_zone, customer.manager,
                               customer.auto_tagging_enabled,
                               customer.conversion_tracking_setting.google_ads_conversion_customer,
                               customer.conversion_tracking_setting.conversion_tracking_status,
                               customer.conversion_tracking_setting.accepted_customer_data_terms,
                               customer.conversion_tracking_setting.enhanced_conversions_for_leads_enabled
                        FROM customer""").getFirst();

        assertThat(row.getCustomer().getId()).isEqualTo(1_234_567_890L);
        assertThat(row.getCustomer().getCurrencyCode()).isEqualTo("EUR");
        assertThat(row.getCustomer().getManager()).isFalse();
        assertThat(row.getCustomer().getConversionTrackingSetting().getGoogleAdsConversionCustomer())
                .isEqualTo("customers/1234567890");
        assertThat(row.getCustomer().getConversionTrackingSetting().getAcceptedCustomerDataTerms())
                .isTrue();
    }

    @Test
    void conversion_actions_are_filtered_by_type_and_status() {
        List<GoogleAdsRow> rows = google.stream("""
                SELECT conversion_action.id, conversion_action.name, conversion_action.type,
                       conversion_action.category, conversion_action.status, conversion_action.owner_customer,
                       conversion_action.primary_for_goal, conversion_action.counting_type,
                       conversion_action.click_through_lookback_window_days,
                       conversion_action.value_settings.default_value,
                       conversion_action.value_settings.always_use_default_value
                FROM conversion_action
                WHERE conversion_action.type = 'UPLOAD_CLICKS' AND conversion_action.status != 'REMOVED'
                ORDER BY conversion_action.id""");

        assertThat(rows)
                .extracting(row -> row.getConversionAction().getId())
                .containsExactly(7_000_000_001L, 7_000_000_002L, 7_000_000_003L, 7_000_000_007L);
        assertThat(rows.getLast().getConversionAction().getCountingType().name())
                .isEqualTo("ONE_PER_CLICK");
        assertThat(rows.getFirst().getConversionAction().getResourceName())
                .isEqualTo("customers/1234567890/conversionActions/7000000001");
    }

    @Test
    void campaigns_cost_what_the_company_spent() {
        LocalDate from = TODAY.minusDays(29);
        List<GoogleAdsRow> rows = google.stream(COST.formatted(from, TODAY.minusDays(20)));

        long micros =
                rows.stream().mapToLong(row -> row.getMetrics().getCostMicros()).sum();
        assertThat(BigDecimal.valueOf(micros, 6)).isEqualByComparingTo(spent(from, TODAY.minusDays(20)));
        assertThat(rows)
                .extracting(row -> row.getCampaign().getName())
                .contains("Search | Free ebook")
                .doesNotContain("LinkedIn | Webinar");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.getSegments().getDate()).isGreaterThanOrEqualTo(from.toString());
            assertThat(row.getCustomer().getCurrencyCode()).isEqualTo("EUR");
        });
    }

    private static BigDecimal spent(LocalDate from, LocalDate to) {
        Instant anchor = Instant.parse(Visitor.to(sandbox)
                        .get("/__sandbox/health")
                        .json()
                        .path("anchor")
                        .asText())
                .minus(Company.QUIET);
        return new Company(20_261_122, anchor, 0, "1234567890", "510000001")
                .campaignDays().stream()
                        .filter(day -> day.campaign().source() == Campaign.Source.GOOGLE)
                        .filter(day -> !day.day().isBefore(from) && !day.day().isAfter(to))
                        .map(day -> day.cost())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void a_big_account_has_as_many_campaigns_as_a_test_asks_for_each_with_cost_on_every_day() {
        google.visitor().control("google/campaigns", "{\"count\":300}");
        List<GoogleAdsRow> rows = google.stream(COST.formatted(TODAY.minusDays(400), TODAY.minusDays(398)));
        google.visitor().control("google/campaigns", "{\"count\":0}");

        assertThat(rows)
                .filteredOn(row -> row.getCampaign().getName().startsWith("Search | Extra"))
                .hasSize(900)
                .allSatisfy(row -> assertThat(row.getMetrics().getCostMicros()).isEqualTo(1_250_000));
        assertThat(google.stream(COST.formatted(TODAY.minusDays(400), TODAY.minusDays(398))))
                .hasSizeLessThan(20);
    }

    @Test
    void without_a_date_in_the_select_clause_a_campaign_has_one_line() {
        assertThat(google.search("SELECT campaign.id, metrics.clicks FROM campaign" + " WHERE segments.date >= '"
                        + TODAY.minusDays(300) + "' ORDER BY metrics.clicks DESC LIMIT 3"))
                .hasSize(3)
                .isSortedAccordingTo((one, other) -> Long.compare(
                        other.getMetrics().getClicks(), one.getMetrics().getClicks()));
    }

    @Test
    void a_day_of_clicks_names_each_one_and_its_campaign() {
        google.visitor().click("GCLID", "Cj0KCQreport", "1234567890", Duration.ofDays(3), "");
        List<GoogleAdsRow> rows = google.search(clicksOf(TODAY.minusDays(3)));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.getClickView().getGclid()).isEqualTo("Cj0KCQreport");
            assertThat(row.getCampaign().getId()).isEqualTo(1);
            assertThat(row.getMetrics().getClicks()).isEqualTo(1);
            assertThat(row.getClickView().getResourceName())
                    .isEqualTo("customers/1234567890/clickViews/" + TODAY.minusDays(3) + "~Cj0KCQreport");
        });
    }

    private static String clicksOf(LocalDate day) {
        return """
                SELECT segments.date, click_view.gclid, campaign.id, campaign.name, ad_group.id, ad_group.name,
                       click_view.ad_group_ad, click_view.keyword, click_view.keyword_info.text,
                       click_view.keyword_info.match_type, segments.ad_network_type, segments.device, metrics.clicks
                FROM click_view WHERE segments.date = '%s'""".formatted(day);
    }

    @Test
    void clicks_are_had_for_one_day_at_a_time_and_not_from_long_ago() {
        assertThat(refused(() -> google.search(clicksOf(TODAY.minusDays(91)))).code())
                .isEqualTo("clickViewError.DATE_TOO_OLD");
        assertThat(refused(() -> google.search("SELECT click_view.gclid FROM click_view WHERE segments.date BETWEEN '"
                                + TODAY.minusDays(2) + "' AND '" + TODAY + "'"))
                        .code())
                .isEqualTo("clickViewError.EXPECTED_FILTER_ON_A_SINGLE_DAY");
        assertThat(refused(() -> google.search("SELECT click_view.gclid FROM click_view"))
                        .code())
                .isEqualTo("clickViewError.EXPECTED_FILTER_ON_A_SINGLE_DAY");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT campaign.colour FROM campaign | UNRECOGNIZED_FIELD
            SELECT customer.conversion_tracking_setting.effective_enablement_setting FROM customer | UNRECOGNIZED_FIELD
            SELECT campaign.id FROM campaigns | BAD_RESOURCE_TYPE_IN_FROM_CLAUSE
            SELECT campaign.id, FROM campaign | BAD_FIELD_NAME
            SELECT campaign.id campaign.name FROM campaign | EXPECTED_FROM
            campaign.id FROM campaign | EXPECTED_SELECT
            SELECT campaign.id FROM campaign WHERE campaign.id = | UNEXPECTED_END_OF_QUERY
            SELECT campaign.id FROM campaign WHERE campaign.id ~ 1 | BAD_SYMBOL
            SELECT campaign.id FROM campaign WHERE campaign.name = 'x | STRING_NOT_TERMINATED
            SELECT campaign.id FROM campaign WHERE campaign.id = 1 OR campaign.id = 2 | EXPECTED_AND
            SELECT campaign.id FROM campaign WHERE campaign.id IN () | PROHIBITED_EMPTY_LIST_IN_CONDITION
            SELECT campaign.id FROM campaign WHERE campaign.id = 'x' | BAD_VALUE
            SELECT campaign.id FROM campaign WHERE campaign.status = 'SLEEPING' | BAD_ENUM_CONSTANT
            SELECT campaign.id FROM campaign WHERE campaign.status > 'ENABLED' | OPERATOR_FIELD_MISMATCH
            SELECT campaign.id FROM campaign LIMIT 0 | LIMIT_VALUE_TOO_LOW
            SELECT campaign.id FROM campaign LIMIT many | BAD_LIMIT_VALUE
            SELECT campaign.id FROM campaign ORDER campaign.id | EXPECTED_BY
            SELECT campaign.id, segments.date, metrics.clicks FROM campaign | EXPECTED_FILTERS_ON_DATE_RANGE
            SELECT segments.date FROM campaign WHERE segments.date >= '2026-01-01' | EXPECTED_FILTERS_ON_DATE_RANGE
            SELECT campaign.id FROM campaign WHERE segments.date = '2026-13-01' | INVALID_DATE_FORMAT
            SELECT segments.conversion_action, metrics.cost_micros FROM campaign | PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE
            SELECT campaign.id FROM campaign WHERE segments.conversion_action = 'x' | EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE
            SELECT ad_group.id FROM campaign | PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE
            SELECT metrics.clicks FROM conversion_action | PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE
            SELECT segments.device FROM campaign | PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE
            """)
    void a_query_that_is_wrong_is_refused_for_what_is_wrong(String query, String code) {
        var refusal = refused(() -> google.search(query));

        assertThat(refusal.code()).isEqualTo("queryError." + code);
        assertThat(refusal.status().getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refusal.requestId()).isNotBlank();
        assertThat(refusal.failure().getRequestId()).isEqualTo(refusal.requestId());
    }

    @Test
    void a_manager_has_accounts_and_no_numbers() {
        assertThat(google.search(
                        AdsVisitor.MANAGER,
                        "SELECT customer_client.id, customer_client.level, customer_client.manager"
                                + " FROM customer_client WHERE customer_client.level <= 1"))
                .extracting(row -> row.getCustomerClient().getId())
                .containsExactly(9_876_543_210L, 1_234_567_890L, 4_445_556_660L, 5_556_667_770L);
        assertThat(refused(() -> google.search(AdsVisitor.MANAGER, "SELECT campaign.id, metrics.clicks FROM campaign"))
                        .code())
                .isEqualTo("queryError.REQUESTED_METRICS_FOR_MANAGER");
    }

    @Test
    void the_accounts_of_the_identity_are_listed_without_any_account_being_named() {
        assertThat(google.customers()
                        .listAccessibleCustomers(ListAccessibleCustomersRequest.getDefaultInstance())
                        .getResourceNamesList())
                .contains("customers/1234567890", "customers/9876543210")
                .doesNotContain("customers/4445556660");
    }

    @Test
    void the_size_of_a_page_is_not_to_be_chosen() {
        var request = SearchGoogleAdsRequest.newBuilder()
                .setCustomerId(AdsVisitor.CUSTOMER)
                .setQuery("SELECT customer.id FROM customer");

        assertThat(refused(() ->
                                google.reports().search(request.setPageSize(100).build()))
                        .code())
                .isEqualTo("requestError.PAGE_SIZE_NOT_SUPPORTED");
        assertThat(refused(() -> google.reports()
                                .search(request.setPageSize(0)
                                        .setPageToken("next")
                                        .build()))
                        .code())
                .isEqualTo("requestError.INVALID_PAGE_TOKEN");
    }
}
