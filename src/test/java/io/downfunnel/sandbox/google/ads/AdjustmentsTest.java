package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.ads.googleads.v23.enums.ConversionAdjustmentTypeEnum.ConversionAdjustmentType;
import com.google.ads.googleads.v23.services.ClickConversion;
import com.google.ads.googleads.v23.services.ConversionAdjustment;
import com.google.ads.googleads.v23.services.GclidDateTimePair;
import com.google.ads.googleads.v23.services.RestatementValue;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import com.google.ads.googleads.v23.services.UploadConversionAdjustmentsRequest;
import com.google.ads.googleads.v23.services.UploadConversionAdjustmentsResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.google.ads.AdsVisitor.refused;
import static io.downfunnel.sandbox.google.ads.UploadsTest.aGclid;
import static io.downfunnel.sandbox.google.ads.UploadsTest.ago;
import static io.downfunnel.sandbox.google.ads.UploadsTest.errors;
import static org.assertj.core.api.Assertions.assertThat;

/** Retractions and restatements, of conversions that came in the newer way and the older one. */
class AdjustmentsTest {

    private static final String NOT_FOUND = "conversionAdjustmentUploadError.CONVERSION_NOT_FOUND";

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
    }

    /** A conversion that Data Manager took; to be waited for. */
    private void ingested(String transactionId, int click, Duration age) {
        google.visitor().click("GCLID", aGclid(click), AdsVisitor.CUSTOMER, age.plusDays(1), "");
        var reply = google.visitor()
                .post(
                        "/v1/events:ingest",
                        """
                        {"destinations":[{"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"1234567890"},
                                          "productDestinationId":"7000000001"}],
                         "events":[{"transactionId":"%s","eventTimestamp":"%s","eventSource":"WEB",
                                    "conversionValue":100.5,"currency":"EUR","adIdentifiers":{"gclid":"%s"}}]}""".formatted(transactionId, Instant.now().minus(age), aGclid(click)),
                        "Authorization",
                        google.header("authorization"));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static ConversionAdjustment.Builder retraction(String orderId) {
        return ConversionAdjustment.newBuilder()
                .setConversionAction("customers/1234567890/conversionActions/7000000001")
                .setAdjustmentType(ConversionAdjustmentType.RETRACTION)
                .setAdjustmentDateTime(ago(Duration.ofMinutes(5)))
                .setOrderId(orderId);
    }

    private static ConversionAdjustment.Builder restatement(String orderId, double value, Duration age) {
        return retraction(orderId)
                .setAdjustmentType(ConversionAdjustmentType.RESTATEMENT)
                .setAdjustmentDateTime(ago(age))
                .setRestatementValue(
                        RestatementValue.newBuilder().setAdjustedValue(value).setCurrencyCode("EUR"));
    }

    private UploadConversionAdjustmentsResponse adjust(ConversionAdjustment.Builder... adjustments) {
        var request = UploadConversionAdjustmentsRequest.newBuilder()
                .setCustomerId(AdsVisitor.CUSTOMER)
                .setPartialFailure(true);
        for (var adjustment : adjustments) {
            request.addConversionAdjustments(adjustment);
        }
        return google.adjustments().uploadConversionAdjustments(request.build());
    }

    private List<String> refusal(ConversionAdjustment.Builder adjustment) {
        return errors(adjust(adjustment).getPartialFailureError()).stream()
                .map(AdsVisitor::code)
                .toList();
    }

    /** What Data Manager took is not found until it has been processed. */
    private void eventuallyTaken(ConversionAdjustment.Builder adjustment) {
        Visitor.eventually(() -> {
            List<String> refusal = refusal(adjustment);
            assertThat(refusal).isSubsetOf(NOT_FOUND);
            return refusal.isEmpty();
        });
    }

    private JsonNode booked(String transactionId) {
        for (JsonNode one : google.visitor().books("google").path("conversions")) {
            if (one.path("transactionId").asText().equals(transactionId)) {
                return one;
            }
        }
        throw new AssertionError("No conversion " + transactionId);
    }

    @Test
    void a_retraction_by_order_id_takes_back_what_data_manager_took() {
        ingested("dm-1", 1, Duration.ofHours(2));

        eventuallyTaken(retraction("dm-1"));

        assertThat(booked("dm-1").path("counted").asBoolean()).isFalse();
        assertThat(booked("dm-1").path("retracted").asBoolean()).isTrue();
        assertThat(google.visitor().totals("google").path("counted").asInt()).isZero();
        JsonNode line = last(google.visitor().books("google").path("adjustments"));
        assertThat(line.path("type").asText()).isEqualTo("RETRACTION");
        assertThat(line.path("result").asText()).isEqualTo("TAKEN");
    }

    private static JsonNode last(JsonNode list) {
        return list.get(list.size() - 1);
    }

    @Test
    void what_was_taken_back_stays_so_and_only_a_second_retraction_is_told() {
        ingested("dm-2", 1, Duration.ofHours(2));
        eventuallyTaken(retraction("dm-2"));

        assertThat(refusal(retraction("dm-2").setAdjustmentDateTime(ago(Duration.ofMinutes(1)))))
                .containsExactly("conversionAdjustmentUploadError.CONVERSION_ALREADY_RETRACTED");
        assertThat(refusal(restatement("dm-2", 70, Duration.ofMinutes(1)))).isEmpty();
        assertThat(booked("dm-2").path("value").asText()).isEqualTo("100.5");
        ingested("dm-2", 1, Duration.ofHours(2));
        assertThat(booked("dm-2").path("counted").asBoolean())
                .as("sent once more by the newer way")
                .isFalse();
    }

    @Test
    void a_restatement_needs_a_newer_time_than_the_one_before() {
        ingested("dm-3", 1, Duration.ofHours(2));
        eventuallyTaken(restatement("dm-3", 80, Duration.ofMinutes(30)));
        var first = restatement("dm-3", 80, Duration.ofMinutes(20));
        assertThat(refusal(first)).isEmpty();

        assertThat(refusal(first)).containsExactly("conversionAdjustmentUploadError.RESTATEMENT_ALREADY_EXISTS");
        assertThat(refusal(restatement("dm-3", 90, Duration.ofMinutes(40))))
                .containsExactly("conversionAdjustmentUploadError.MORE_RECENT_RESTATEMENT_FOUND");
        assertThat(refusal(restatement("dm-3", 60, Duration.ofMinutes(10)))).isEmpty();
        assertThat(booked("dm-3").path("value").asText()).isEqualTo("60");
    }

    @Test
    void what_was_restated_to_zero_is_never_changed_again_and_nobody_is_told() {
        ingested("dm-4", 1, Duration.ofHours(2));
        eventuallyTaken(restatement("dm-4", 0, Duration.ofMinutes(30)));

        assertThat(refusal(restatement("dm-4", 50, Duration.ofMinutes(10)))).isEmpty();
        assertThat(refusal(retraction("dm-4"))).isEmpty();

        assertThat(booked("dm-4").path("value").asText()).isEqualTo("0");
        assertThat(booked("dm-4").path("retracted").asBoolean()).isFalse();
        assertThat(last(google.visitor().books("google").path("adjustments"))
                        .path("result")
                        .asText())
                .isEqualTo("IGNORED");
    }

    @Test
    void after_54_days_and_before_the_conversion_it_is_too_late_and_too_early() {
        ingested("dm-5", 1, Duration.ofDays(55));
        ingested("dm-6", 2, Duration.ofHours(2));
        eventuallyTaken(restatement("dm-6", 80, Duration.ofMinutes(30)));

        assertThat(refusal(retraction("dm-5"))).containsExactly("conversionAdjustmentUploadError.CONVERSION_EXPIRED");
        assertThat(refusal(retraction("dm-6").setAdjustmentDateTime(ago(Duration.ofHours(3)))))
                .containsExactly("conversionAdjustmentUploadError.ADJUSTMENT_PRECEDES_CONVERSION");
    }

    @Test
    void what_nobody_knows_is_not_found_and_neither_is_a_conversion_of_another_action() {
        ingested("dm-7", 1, Duration.ofHours(2));
        eventuallyTaken(restatement("dm-7", 80, Duration.ofMinutes(30)));

        assertThat(refusal(retraction("nobody"))).containsExactly(NOT_FOUND);
        assertThat(refusal(retraction("dm-7").setConversionAction("customers/1234567890/conversionActions/7000000002")))
                .containsExactly(NOT_FOUND);
        assertThat(refusal(retraction("")
                        .setGclidDateTimePair(GclidDateTimePair.newBuilder()
                                .setGclid(aGclid(1))
                                .setConversionDateTime(ago(Duration.ofHours(2))))
                        .clearOrderId()))
                .as("it has an order id, so it goes by that")
                .containsExactly(NOT_FOUND);
    }

    @Test
    void a_conversion_without_a_name_goes_by_its_click_and_time() {
        google.visitor().control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":true}");
        google.visitor().click("GCLID", aGclid(1), AdsVisitor.CUSTOMER, Duration.ofDays(2), "");
        String when = ago(Duration.ofHours(2));
        google.uploads()
                .uploadClickConversions(UploadClickConversionsRequest.newBuilder()
                        .setCustomerId(AdsVisitor.CUSTOMER)
                        .setPartialFailure(true)
                        .addConversions(ClickConversion.newBuilder()
                                .setConversionAction("customers/1234567890/conversionActions/7000000001")
                                .setGclid(aGclid(1))
                                .setConversionDateTime(when)
                                .setConversionValue(5))
                        .build());

        assertThat(refusal(retraction("")
                        .clearOrderId()
                        .setGclidDateTimePair(GclidDateTimePair.newBuilder()
                                .setGclid(aGclid(1))
                                .setConversionDateTime(when))))
                .isEmpty();
        assertThat(google.visitor().totals("google").path("counted").asInt()).isZero();
    }

    @Test
    void each_rule_for_rows_has_its_code() {
        assertThat(refusal(retraction("x").clearAdjustmentType())).containsExactly("fieldError.REQUIRED");
        assertThat(refusal(retraction("x").clearAdjustmentDateTime())).containsExactly("fieldError.REQUIRED");
        assertThat(refusal(retraction("").clearOrderId())).containsExactly("fieldError.REQUIRED");
        assertThat(refusal(retraction("x").setRestatementValue(RestatementValue.getDefaultInstance())))
                .containsExactly("fieldError.VALUE_MUST_BE_UNSET");
        assertThat(refusal(restatement("x", 1, Duration.ZERO).clearRestatementValue()))
                .containsExactly("fieldError.REQUIRED");
        assertThat(refusal(retraction("x").setAdjustmentType(ConversionAdjustmentType.ENHANCEMENT)))
                .containsExactly("conversionAdjustmentUploadError.CONVERSION_ACTION_NOT_ELIGIBLE_FOR_ENHANCEMENT");
        assertThat(refusal(retraction("x")
                        .setGclidDateTimePair(GclidDateTimePair.newBuilder()
                                .setGclid(aGclid(1))
                                .setConversionDateTime(ago(Duration.ofHours(2))))))
                .containsExactly("conversionAdjustmentUploadError.GCLID_DATE_TIME_PAIR_AND_ORDER_ID_BOTH_SET");
        assertThat(errors(adjust(retraction("x"), retraction("x")).getPartialFailureError()))
                .extracting(AdsVisitor::code)
                .containsOnly("conversionAdjustmentUploadError.DUPLICATE_ADJUSTMENT_IN_REQUEST")
                .hasSize(2);
    }

    @Test
    void partial_failure_is_asked_for_or_nothing_is_done() {
        assertThat(refused(() -> google.adjustments()
                                .uploadConversionAdjustments(UploadConversionAdjustmentsRequest.newBuilder()
                                        .setCustomerId(AdsVisitor.CUSTOMER)
                                        .addConversionAdjustments(retraction("x"))
                                        .build()))
                        .code())
                .isEqualTo("partialFailureError.PARTIAL_FAILURE_MODE_REQUIRED");
    }
}
