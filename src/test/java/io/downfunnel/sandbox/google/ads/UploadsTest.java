package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.ads.googleads.v23.common.Consent;
import com.google.ads.googleads.v23.common.UserIdentifier;
import com.google.ads.googleads.v23.enums.ConsentStatusEnum.ConsentStatus;
import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.services.ClickConversion;
import com.google.ads.googleads.v23.services.ClickConversionResult;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import com.google.ads.googleads.v23.services.UploadClickConversionsResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.google.ads.AdsVisitor.refused;
import static org.assertj.core.api.Assertions.assertThat;

/** The older way to upload conversions. */
class UploadsTest {

    static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");
    private static final String SHA256 = "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4";

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

    @BeforeEach
    void forget() {
        google.visitor().control("reset", "");
        google.visitor().control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":true}");
    }

    static String ago(Duration age) {
        return Instant.now().minus(age).atOffset(ZoneOffset.UTC).format(MOMENT);
    }

    static String aGclid(int number) {
        return "Cj0KCQsandbox%050dEALw_wcB".formatted(number);
    }

    private String clicked(int number, Duration age) {
        google.visitor().click("GCLID", aGclid(number), AdsVisitor.CUSTOMER, age, "");
        return aGclid(number);
    }

    private static ClickConversion.Builder conversion(String orderId, String gclid) {
        var conversion = ClickConversion.newBuilder()
                .setConversionAction("customers/1234567890/conversionActions/7000000001")
                .setConversionDateTime(ago(Duration.ofHours(1)))
                .setConversionValue(100.5)
                .setCurrencyCode("EUR")
                .setOrderId(orderId);
        return gclid.isEmpty() ? conversion : conversion.setGclid(gclid);
    }

    private UploadClickConversionsResponse upload(ClickConversion.Builder... conversions) {
        var request = UploadClickConversionsRequest.newBuilder()
                .setCustomerId(AdsVisitor.CUSTOMER)
                .setPartialFailure(true);
        for (var conversion : conversions) {
            request.addConversions(conversion);
        }
        return google.uploads().uploadClickConversions(request.build());
    }

    static List<GoogleAdsError> errors(com.google.rpc.Status partial) {
        try {
            return partial.getDetailsCount() == 0
                    ? List.of()
                    : partial.getDetails(0).unpack(GoogleAdsFailure.class).getErrorsList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** What one row is refused for. */
    private List<String> refusal(ClickConversion.Builder conversion) {
        return errors(upload(conversion).getPartialFailureError()).stream()
                .map(AdsVisitor::code)
                .toList();
    }

    private JsonNode booked(String orderId) {
        for (JsonNode one : google.visitor().books("google").path("conversions")) {
            if (one.path("transactionId").asText().equals(orderId)) {
                return one;
            }
        }
        throw new AssertionError("No conversion " + orderId);
    }

    @Test
    void a_newcomer_is_sent_to_data_manager_row_by_row() {
        google.visitor().control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":false}");
        var response = upload(conversion("n-1", clicked(1, Duration.ofDays(2))), conversion("n-2", aGclid(2)));

        assertThat(errors(response.getPartialFailureError()))
                .extracting(AdsVisitor::code)
                .containsExactly(
                        "notAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE",
                        "notAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE");
        assertThat(google.visitor().totals("google").path("conversions").asInt())
                .isZero();
    }

    @Test
    void good_rows_are_taken_and_bad_ones_have_an_empty_result_and_an_error_with_their_index() {
        var response = upload(
                conversion("r-1", clicked(1, Duration.ofDays(2))),
                conversion("r-2", aGclid(2).toLowerCase(Locale.ROOT)),
                conversion("r-3", clicked(3, Duration.ofDays(3))));

        assertThat(response.getResultsList()).hasSize(3);
        assertThat(response.getResults(0).getGclid()).isEqualTo(aGclid(1));
        assertThat(response.getResults(1)).isEqualTo(ClickConversionResult.getDefaultInstance());
        assertThat(response.getJobId()).isGreaterThanOrEqualTo(1L << 31);
        var error = errors(response.getPartialFailureError()).getFirst();
        assertThat(AdsVisitor.code(error)).isEqualTo("conversionUploadError.UNPARSEABLE_GCLID");
        assertThat(error.getLocation().getFieldPathElements(0).getFieldName()).isEqualTo("conversions");
        assertThat(error.getLocation().getFieldPathElements(0).getIndex()).isEqualTo(1);
        assertThat(booked("r-1").path("counted").asBoolean()).isTrue();
        assertThat(booked("r-2").path("counted").asBoolean()).isFalse();
        assertThat(booked("r-3").path("value").asText()).isEqualTo("100.5");
    }

    @Test
    void each_rule_for_rows_has_its_code() {
        String gclid = clicked(1, Duration.ofDays(2));

        assertThat(refusal(conversion("a@b.example", gclid)))
                .containsExactly("conversionUploadError.ORDER_ID_CONTAINS_PII");
        assertThat(refusal(conversion("x", gclid).setConversionDateTime("2026-11-20T10:00:00Z")))
                .containsExactly("dateError.INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET");
        assertThat(refusal(conversion("x", gclid).setConversionDateTime(ago(Duration.ofHours(-3)))))
                .containsExactly("dateError.LATER_THAN_MAXIMUM_DATE");
        assertThat(refusal(conversion("x", gclid).clearConversionDateTime())).containsExactly("fieldError.REQUIRED");
        assertThat(refusal(conversion("x", ""))).containsExactly("fieldError.REQUIRED");
        assertThat(refusal(conversion("x", "").setGbraid("g").setWbraid("w")))
                .containsExactly("conversionUploadError.GBRAID_WBRAID_BOTH_SET");
        assertThat(refusal(conversion("x", gclid).setCurrencyCode("EURO")))
                .containsExactly("currencyCodeError.UNSUPPORTED");
        assertThat(refusal(conversion("x", gclid).setUserIpAddress("192.0.2.1")))
                .containsExactly("notAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE");
        assertThat(refusal(conversion("x", gclid)
                        .setConsent(Consent.newBuilder().setAdPersonalization(ConsentStatus.GRANTED))))
                .containsExactly("fieldError.VALUE_MUST_BE_UNSET");
        assertThat(refusal(conversion("x", gclid)
                        .addUserIdentifiers(UserIdentifier.newBuilder().setHashedEmail("me"))))
                .containsExactly("conversionUploadError.INVALID_USER_IDENTIFIER");
        assertThat(refusal(conversion("x", gclid)
                        .addUserIdentifiers(UserIdentifier.newBuilder().setMobileId("m"))))
                .containsExactly("conversionUploadError.UNSUPPORTED_USER_IDENTIFIER");
    }

    @Test
    void each_rule_for_actions_has_its_code() {
        String gclid = clicked(1, Duration.ofDays(2));
        String actions = "customers/1234567890/conversionActions/";

        assertThat(refusal(conversion("x", gclid).setConversionAction(actions + "7000000008")))
                .containsExactly("conversionUploadError.INVALID_CONVERSION_ACTION_TYPE");
        assertThat(refusal(conversion("x", gclid).setConversionAction(actions + "7000000009")))
                .containsExactly("conversionUploadError.NO_CONVERSION_ACTION_FOUND");
        assertThat(refusal(conversion("x", gclid).setConversionAction("7000000001")))
                .containsExactly("requestError.RESOURCE_NAME_MALFORMED");
        google.visitor().control("google/add-action", """
                        {"id":"7000000077","name":"New","owner":"1234567890","type":"UPLOAD_CLICKS","windowDays":90,
                         "onePerClick":false,"createdAt":"%s"}""".formatted(Instant.now()));
        assertThat(refusal(conversion("x", gclid).setConversionAction(actions + "7000000077")))
                .containsExactly("conversionUploadError.TOO_RECENT_CONVERSION_ACTION");
    }

    @Test
    void each_verdict_about_the_click_has_its_code() {
        google.visitor().click("GCLID", aGclid(9), "3334445550", Duration.ofDays(2), "");
        google.visitor().click("GBRAID", "0AAAAAsandboxBraid_00001", AdsVisitor.CUSTOMER, Duration.ofDays(2), "");

        assertThat(refusal(conversion("v-1", clicked(1, Duration.ofHours(2)))))
                .containsExactly("conversionUploadError.TOO_RECENT_EVENT");
        assertThat(refusal(conversion("v-2", clicked(2, Duration.ofDays(95)))))
                .containsExactly("conversionUploadError.EXPIRED_EVENT");
        assertThat(refusal(conversion("v-3", clicked(3, Duration.ofHours(7)))
                        .setConversionDateTime(ago(Duration.ofHours(9)))))
                .containsExactly("conversionUploadError.CONVERSION_PRECEDES_EVENT");
        assertThat(refusal(conversion("v-4", aGclid(4)))).containsExactly("conversionUploadError.CLICK_NOT_FOUND");
        assertThat(refusal(conversion("v-5", aGclid(9))))
                .containsExactly("conversionUploadError.INVALID_CUSTOMER_FOR_CLICK");
        assertThat(refusal(conversion("v-6", "").setGbraid("0AAAAAsandboxBraid_00002")))
                .containsExactly("conversionUploadError.EVENT_NOT_FOUND");
        assertThat(refusal(conversion("v-7", "")
                        .setGbraid("0AAAAAsandboxBraid_00001")
                        .setConversionAction("customers/1234567890/conversionActions/7000000007")))
                .containsExactly("conversionUploadError.ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID");
    }

    @Test
    void what_is_sent_twice_is_told_so_within_a_request_and_later() {
        String gclid = clicked(1, Duration.ofDays(2));
        String when = ago(Duration.ofHours(2));

        assertThat(refusal(conversion("d-1", gclid).setConversionDateTime(when)))
                .isEmpty();
        assertThat(refusal(conversion("d-1", gclid))).containsExactly("conversionUploadError.ORDER_ID_ALREADY_IN_USE");
        assertThat(refusal(conversion("d-2", gclid).setConversionDateTime(when)))
                .containsExactly("conversionUploadError.CLICK_CONVERSION_ALREADY_EXISTS");
        assertThat(errors(upload(conversion("d-3", gclid), conversion("d-3", clicked(2, Duration.ofDays(3))))
                        .getPartialFailureError()))
                .extracting(AdsVisitor::code)
                .containsExactly(
                        "conversionUploadError.DUPLICATE_ORDER_ID", "conversionUploadError.DUPLICATE_ORDER_ID");
    }

    @Test
    void of_a_person_nobody_knows_nothing_is_told_and_nothing_counted() {
        assertThat(refusal(conversion("p-1", "")
                        .addUserIdentifiers(UserIdentifier.newBuilder().setHashedEmail(SHA256))))
                .isEmpty();

        assertThat(booked("p-1").path("counted").asBoolean()).isFalse();
        assertThat(booked("p-1").path("reason").asText()).isEqualTo("PROCESSING_ERROR_REASON_CLICK_NOT_FOUND");
    }

    @Test
    void validating_books_nothing_and_says_what_is_wrong() {
        var response = google.uploads()
                .uploadClickConversions(UploadClickConversionsRequest.newBuilder()
                        .setCustomerId(AdsVisitor.CUSTOMER)
                        .setPartialFailure(true)
                        .setValidateOnly(true)
                        .addConversions(conversion("w-1", clicked(1, Duration.ofDays(2))))
                        .addConversions(conversion("w-2", ""))
                        .build());

        assertThat(errors(response.getPartialFailureError()))
                .singleElement()
                .satisfies(error -> assertThat(
                                error.getLocation().getFieldPathElements(0).getIndex())
                        .isEqualTo(1));
        assertThat(google.visitor().totals("google").path("conversions").asInt())
                .isZero();
    }

    @Test
    void a_request_that_is_wrong_as_a_whole_is_refused_as_a_whole() {
        var request = UploadClickConversionsRequest.newBuilder().setCustomerId(AdsVisitor.CUSTOMER);
        List<ClickConversion> many = new ArrayList<>(
                Collections.nCopies(2_001, conversion("m", aGclid(1)).build()));

        assertThat(refused(() -> google.uploads()
                                .uploadClickConversions(request.clone()
                                        .addConversions(conversion("q", aGclid(1)))
                                        .build()))
                        .code())
                .isEqualTo("partialFailureError.PARTIAL_FAILURE_MODE_REQUIRED");
        assertThat(refused(() -> google.uploads()
                                .uploadClickConversions(request.clone()
                                        .setPartialFailure(true)
                                        .addAllConversions(many)
                                        .build()))
                        .code())
                .isEqualTo("conversionUploadError.TOO_MANY_CONVERSIONS_IN_REQUEST");
        assertThat(refused(() -> google.uploads()
                                .uploadClickConversions(request.clone()
                                        .setPartialFailure(true)
                                        .setJobId(-1)
                                        .addConversions(conversion("q", aGclid(1)))
                                        .build()))
                        .code())
                .isEqualTo("conversionUploadError.INVALID_JOB_ID");
    }

    @Test
    void diagnostics_tell_how_the_day_went_by_action_and_by_client() {
        upload(conversion("s-1", clicked(1, Duration.ofDays(2))), conversion("s-2", aGclid(22)));

        var byAction = google.search("""
                        SELECT offline_conversion_upload_conversion_action_summary.conversion_action_id,
                               offline_conversion_upload_conversion_action_summary.client,
                               offline_conversion_upload_conversion_action_summary.status,
                               offline_conversion_upload_conversion_action_summary.total_event_count,
                               offline_conversion_upload_conversion_action_summary.successful_event_count,
                               offline_conversion_upload_conversion_action_summary.pending_event_count,
                               offline_conversion_upload_conversion_action_summary.last_upload_date_time,
                               offline_conversion_upload_conversion_action_summary.daily_summaries,
                               offline_conversion_upload_conversion_action_summary.alerts
                        FROM offline_conversion_upload_conversion_action_summary""").stream()
                .map(row -> row.getOfflineConversionUploadConversionActionSummary())
                .toList();

        assertThat(byAction).hasSize(4);
        var mine = byAction.getFirst();
        assertThat(mine.getTotalEventCount()).isEqualTo(2);
        assertThat(mine.getSuccessfulEventCount()).isEqualTo(1);
        assertThat(mine.getStatus().name()).isEqualTo("NEEDS_ATTENTION");
        assertThat(mine.getAlerts(0).getErrorPercentage()).isEqualTo(0.5);
        assertThat(mine.getAlerts(0).getError().getConversionUploadError().name())
                .isEqualTo("CLICK_NOT_FOUND");
        assertThat(mine.getDailySummaries(0).getFailedCount()).isEqualTo(1);
        assertThat(mine.getLastUploadDateTime()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        assertThat(byAction.get(1).getStatus().name()).isEqualTo("NO_RECENT_UPLOAD");
        assertThat(google.search("SELECT offline_conversion_upload_client_summary.client,"
                                + " offline_conversion_upload_client_summary.success_rate"
                                + " FROM offline_conversion_upload_client_summary")
                        .getFirst()
                        .getOfflineConversionUploadClientSummary()
                        .getSuccessRate())
                .isEqualTo(0.5);
    }

    @Test
    void what_counts_is_reported_on_the_day_of_the_click_and_on_its_own_and_not_beside_cost() {
        upload(conversion("c-1", clicked(1, Duration.ofDays(2))));
        String since = Instant.now().minus(Duration.ofDays(5)).toString().substring(0, 10);
        String until = Instant.now().plus(Duration.ofDays(1)).toString().substring(0, 10);
        String query = "SELECT segments.conversion_action, segments.date, campaign.id, metrics.all_conversions,"
                + " metrics.all_conversions_value, metrics.conversions, metrics.all_conversions_by_conversion_date"
                + " FROM campaign WHERE segments.date BETWEEN '" + since + "' AND '" + until + "'";

        Visitor.eventually(() -> google.search(query).size() == 2);

        var rows = google.search(query);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.getSegments().getConversionAction())
                    .isEqualTo("customers/1234567890/conversionActions/7000000001");
            assertThat(row.getCampaign().getId()).isEqualTo(1);
        });
        var onClickDay = rows.stream()
                .filter(row -> row.getMetrics().getAllConversions() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(onClickDay.getSegments().getDate())
                .isEqualTo(Instant.now().minus(Duration.ofDays(2)).toString().substring(0, 10));
        assertThat(onClickDay.getMetrics().getAllConversionsValue()).isEqualTo(100.5);
        assertThat(onClickDay.getMetrics().getConversions())
                .as("the action is not primary")
                .isZero();
    }

    @Test
    void a_row_is_refused_as_a_test_wants_it() {
        google.visitor()
                .control(
                        "google/next-row-error",
                        "{\"family\":\"internalError\",\"reason\":\"TRANSIENT_ERROR\",\"times\":1}");
        var response = upload(
                conversion("f-1", clicked(1, Duration.ofDays(2))), conversion("f-2", clicked(2, Duration.ofDays(3))));

        assertThat(errors(response.getPartialFailureError()))
                .extracting(AdsVisitor::code)
                .containsExactly("internalError.TRANSIENT_ERROR");
        assertThat(google.visitor()
                        .post(
                                "/__sandbox/google/next-row-error",
                                "{\"family\":\"internalError\",\"reason\":\"MOOD\",\"times\":1}")
                        .json()
                        .path("error")
                        .asText())
                .contains("MOOD");
    }
}
