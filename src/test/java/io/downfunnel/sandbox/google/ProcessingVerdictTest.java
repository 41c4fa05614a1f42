package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.google.DataManagerVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class ProcessingVerdictTest {

    static final String HASH = "a".repeat(64);

    static Sandbox sandbox;
    static Visitor visitor;
    static DataManagerVisitor google;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
        google = DataManagerVisitor.to(sandbox);
        visitor = google.visitor();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    static String clicked(int number, Duration age) {
        visitor.click("GCLID", aGclid(number), CUSTOMER, age, "");
        return aGclid(number);
    }

    @Test
    void an_event_with_a_known_click_is_counted() {
        String requestId = google.accepted(event("won-1", gclid(clicked(1, Duration.ofDays(3)))));

        JsonNode verdict = google.verdict(requestId);
        assertThat(verdict.path("requestStatus").asText()).isEqualTo("SUCCESS");
        assertThat(verdict.path("eventsIngestionStatus").path("recordCount").isTextual())
                .isTrue();
        assertThat(verdict.path("eventsIngestionStatus").path("recordCount").asText())
                .isEqualTo("1");
        assertThat(verdict.has("errorInfo")).isFalse();
        assertThat(google.conversion("won-1").path("counted").asBoolean()).isTrue();
        assertThat(google.conversion("won-1").path("value").asText()).isEqualTo("100.5");
    }

    @Test
    void a_click_nobody_made_is_not_found() {
        assertThat(google.reasonFor(event("x-1", gclid(aGclid(999))))).endsWith("_REASON_CLICK_NOT_FOUND");
    }

    @Test
    void a_lower_cased_or_cut_gclid_cannot_be_decoded() {
        String known = clicked(2, Duration.ofDays(3));

        assertThat(google.reasonFor(event("x-2", gclid(known.toLowerCase(java.util.Locale.ROOT)))))
                .isEqualTo("PROCESSING_ERROR_REASON_INVALID_GCLID");
        assertThat(google.reasonFor(event("x-3", gclid(known.substring(0, 30)))))
                .isEqualTo("PROCESSING_ERROR_REASON_INVALID_GCLID");
    }

    @Test
    void a_wbraid_in_the_field_of_the_gclid_cannot_be_decoded() {
        visitor.click("WBRAID", aGclid(3), CUSTOMER, Duration.ofDays(3), "");

        assertThat(google.reasonFor(event("x-4", gclid(aGclid(3))))).endsWith("INVALID_GCLID");
    }

    @Test
    void a_click_of_another_account_is_a_mismatch() {
        visitor.click("GCLID", aGclid(4), "5556667770", Duration.ofDays(3), "");

        assertThat(google.reasonFor(event("x-5", gclid(aGclid(4)))))
                .isEqualTo("PROCESSING_ERROR_OPERATING_ACCOUNT_MISMATCH_FOR_AD_IDENTIFIER");
    }

    @Test
    void an_event_before_its_click_is_refused() {
        String click = clicked(5, Duration.ofDays(3));

        assertThat(google.reasonFor(event("x-6", Duration.ofDays(4), gclid(click))))
                .endsWith("CONVERSION_PRECEDES_CLICK");
    }

    @Test
    void a_click_younger_than_six_hours_is_too_recent_in_real_time() {
        String click = clicked(6, Duration.ofHours(5));

        assertThat(google.reasonFor(event("x-7", gclid(click)))).endsWith("TOO_RECENT_CLICK");
    }

    @Test
    void a_click_older_than_the_window_of_the_action_is_too_old() {
        String click = clicked(7, Duration.ofDays(91));

        assertThat(google.reasonFor(event("x-8", gclid(click)))).endsWith("EVENT_TOO_OLD");
    }

    @Test
    void an_action_that_counts_one_per_click_takes_no_braid() {
        visitor.click("GBRAID", "0AAAAAsandboxGbraid00001", CUSTOMER, Duration.ofDays(3), "");
        String event = event("x-9", "\"adIdentifiers\":{\"gbraid\":\"0AAAAAsandboxGbraid00001\"}");

        assertThat(google.reasonFor(event)).isEmpty();
        String requestId = google.ingest(requestTo(List.of(destination("7000000007")), event))
                .json()
                .path("requestId")
                .asText();
        assertThat(reason(google.verdict(requestId)))
                .isEqualTo("PROCESSING_ERROR_REASON_ONE_PER_CLICK_CONVERSION_ACTION_NOT_PERMITTED_WITH_BRAID");
    }

    @Test
    void an_action_that_counts_one_per_click_counts_one_per_click() {
        String click = clicked(8, Duration.ofDays(3));
        List<String> onePerClick = List.of(destination("7000000007"));

        google.ingest(requestTo(onePerClick, event("once-1", gclid(click))));
        google.ingest(requestTo(onePerClick, event("once-2", Duration.ofHours(2), gclid(click))));

        assertThat(google.conversion("once-1").path("counted").asBoolean()).isTrue();
        assertThat(google.conversion("once-2").path("counted").asBoolean()).isFalse();
    }

    @Test
    void two_click_ids_at_once_are_invalid() {
        assertThat(google.reasonFor(event("x-10", "\"adIdentifiers\":{\"gclid\":\"a\",\"wbraid\":\"b\"}")))
                .endsWith("INVALID_AD_IDENTIFIERS");
    }

    @Test
    void denied_consent_counts_nothing_and_the_event_outranks_the_request() {
        String click = clicked(9, Duration.ofDays(3));
        String denied = event("x-11", gclid(click) + ",\"consent\":{\"adUserData\":\"CONSENT_DENIED\"}");
        String granted = event("x-12", gclid(click) + ",\"consent\":{\"adUserData\":\"CONSENT_GRANTED\"}");

        String requestId = google.ingest(request(denied, granted)
                        .replaceFirst("\\{", "{\"consent\":{\"adUserData\":\"CONSENT_DENIED\"},"))
                .json()
                .path("requestId")
                .asText();

        assertThat(reason(google.verdict(requestId))).isEqualTo("PROCESSING_ERROR_REASON_DENIED_CONSENT");
        assertThat(google.conversion("x-12").path("counted").asBoolean()).isTrue();
    }

    @Test
    void user_data_alone_finds_the_click_of_the_person() {
        visitor.click("GCLID", aGclid(10), CUSTOMER, Duration.ofDays(20), ",\"emailSha256Google\":\"" + HASH + "\"");

        assertThat(google.reasonFor(event("p-1", email(HASH)))).isEmpty();
        assertThat(google.reasonFor(event("p-2", Duration.ofHours(2), email(HASH.toUpperCase(java.util.Locale.ROOT)))))
                .isEmpty();
        assertThat(google.reasonFor(event("p-3", email("b".repeat(64))))).endsWith("CLICK_NOT_FOUND");
        assertThat(google.conversion("p-1").path("click").asText()).isEqualTo(aGclid(10));
    }

    @Test
    void a_mixed_request_is_told_in_counts_per_reason() {
        String click = clicked(11, Duration.ofDays(3));

        JsonNode verdict = google.verdict(google.accepted(
                event("m-1", gclid(click)),
                event("m-2", gclid(aGclid(998))),
                event("m-3", gclid("short")),
                event("m-4", gclid(aGclid(997)))));

        assertThat(verdict.path("requestStatus").asText()).isEqualTo("PARTIAL_SUCCESS");
        assertThat(verdict.path("eventsIngestionStatus").path("recordCount").asText())
                .isEqualTo("4");
        assertThat(verdict.path("errorInfo").path("errorCounts").toString())
                .isEqualTo("[{\"recordCount\":\"2\",\"reason\":\"PROCESSING_ERROR_REASON_CLICK_NOT_FOUND\"},"
                        + "{\"recordCount\":\"1\",\"reason\":\"PROCESSING_ERROR_REASON_INVALID_GCLID\"}]");
    }

    @Test
    void the_same_payload_again_changes_nothing_and_is_seen_in_the_books() {
        String event = event("again-1", gclid(clicked(12, Duration.ofDays(3))));

        google.accepted(event);
        google.accepted(event);

        JsonNode conversion = google.conversion("again-1");
        assertThat(conversion.path("received").asInt()).isEqualTo(2);
        assertThat(conversion.path("payloads").asInt()).isEqualTo(1);
        assertThat(conversion.path("counted").asBoolean()).isTrue();
    }

    @Test
    void another_value_for_a_known_transaction_is_a_restatement() {
        String event = event("again-2", gclid(clicked(13, Duration.ofDays(3))));

        google.accepted(event);
        google.accepted(event.replace("100.5", "250"));

        JsonNode conversion = google.conversion("again-2");
        assertThat(conversion.path("value").asText()).isEqualTo("250");
        assertThat(conversion.path("restatements")).hasSize(1);
        assertThat(conversion.path("restatements").path(0).path("from").asText())
                .isEqualTo("100.5");
    }

    @Test
    void a_restatement_changes_the_value_and_neither_the_count_nor_anything_else() {
        String click = clicked(30, Duration.ofDays(3));
        String event = event("restated-1", gclid(click));
        google.accepted(event);
        long counted = visitor.totals("google").path("counted").asLong();

        google.accepted(event.replace("100.5", "250").replace("WEB", "PHONE"));

        JsonNode conversion = google.conversion("restated-1");
        assertThat(conversion.path("value").asText()).isEqualTo("250");
        assertThat(conversion.path("drifts").asInt()).isEqualTo(1);
        assertThat(visitor.totals("google").path("counted").asLong()).isEqualTo(counted);
    }

    @Test
    void a_restatement_of_what_google_does_not_know_is_a_new_conversion() {
        google.accepted(
                event("restated-2", gclid(clicked(31, Duration.ofDays(3)))).replace("100.5", "250"));

        assertThat(google.conversion("restated-2").path("counted").asBoolean()).isTrue();
        assertThat(google.conversion("restated-2").path("restatements")).isEmpty();
    }

    @Test
    void what_was_restated_to_zero_is_never_changed_again_and_nobody_is_told() {
        String event = event("restated-3", gclid(clicked(32, Duration.ofDays(3))));
        google.accepted(event);
        google.accepted(event.replace("100.5", "0"));

        assertThat(google.reasonFor(event.replace("100.5", "250"))).isEmpty();
        assertThat(google.conversion("restated-3").path("value").asText()).isEqualTo("0");
    }

    @Test
    void what_came_with_a_wbraid_is_never_changed_and_nobody_is_told() {
        String wbraid = "CjkKCQiAyoTPBhABEikA" + "w".repeat(20);
        visitor.click("WBRAID", wbraid, "1234567890", Duration.ofDays(3), "");
        String event = event("restated-4", "\"adIdentifiers\":{\"wbraid\":\"" + wbraid + "\"}");
        google.accepted(event);
        assertThat(google.conversion("restated-4").path("counted").asBoolean()).isTrue();

        assertThat(google.reasonFor(event.replace("100.5", "250"))).isEmpty();
        assertThat(google.conversion("restated-4").path("value").asText()).isEqualTo("100.5");
    }

    @Test
    void a_restatement_is_refused_54_days_after_the_conversion_and_a_repetition_is_not() {
        String event = event("restated-5", Duration.ofDays(55), gclid(clicked(33, Duration.ofDays(56))));
        google.accepted(event);
        assertThat(google.conversion("restated-5").path("counted").asBoolean()).isTrue();

        assertThat(google.reasonFor(event)).isEmpty();
        assertThat(google.reasonFor(event.replace("100.5", "250"))).endsWith("EVENT_TOO_OLD");
        assertThat(google.conversion("restated-5").path("value").asText()).isEqualTo("100.5");
    }

    @Test
    void a_restatement_without_consent_is_refused_and_the_conversion_goes_on_counting() {
        String event = event("restated-6", gclid(clicked(34, Duration.ofDays(3))));
        google.accepted(event);

        assertThat(google.reasonFor(event.replace("100.5", "250")
                        .replaceFirst("\\}$", ",\"consent\":{\"adUserData\":\"CONSENT_DENIED\"}}")))
                .endsWith("DENIED_CONSENT");
        assertThat(google.conversion("restated-6").path("counted").asBoolean()).isTrue();
        assertThat(google.conversion("restated-6").path("value").asText()).isEqualTo("100.5");
    }

    @Test
    void the_same_click_and_instant_under_another_name_is_a_duplicate() {
        String event = event("twin-1", gclid(clicked(14, Duration.ofDays(3))));

        google.accepted(event);

        assertThat(google.reasonFor(event.replace("twin-1", "twin-2"))).endsWith("DUPLICATE_GCLID");
    }

    /** Where a time is written to the second, what is finer is lost. */
    @Test
    void a_fraction_of_a_second_tells_nothing_apart() {
        String event = event("twin-3", gclid(clicked(18, Duration.ofDays(3))));
        var second = Pattern.compile("(\"eventTimestamp\":\"[^\"]+:\\d\\d)(\\.\\d+)?Z");

        google.accepted(second.matcher(event).replaceFirst("$1.250Z"));

        assertThat(google.reasonFor(
                        second.matcher(event.replace("twin-3", "twin-4")).replaceFirst("$1.750Z")))
                .endsWith("DUPLICATE_GCLID");
    }

    @Test
    void a_repeated_transaction_within_one_request_counts_once() {
        String event = event("inner-1", gclid(clicked(15, Duration.ofDays(3))));

        google.accepted(event, event);

        assertThat(google.conversion("inner-1").path("received").asInt()).isEqualTo(2);
        assertThat(google.conversion("inner-1").path("counted").asBoolean()).isTrue();
    }

    @Test
    void events_without_references_go_to_every_destination_and_others_where_they_say() {
        String click = clicked(16, Duration.ofDays(3));
        String first = destination("7000000001").replaceFirst("\\{", "{\"reference\":\"one\",");
        String second = destination("7000000002").replaceFirst("\\{", "{\"reference\":\"two\",");
        String everywhere = event("d-1", gclid(click));
        String oneOnly = event("d-2", Duration.ofHours(2), gclid(click) + ",\"destinationReferences\":[\"two\"]");

        String requestId = google.ingest(requestTo(List.of(first, second), everywhere, oneOnly))
                .json()
                .path("requestId")
                .asText();
        google.verdict(requestId);

        JsonNode both = google.status(requestId).json().path("requestStatusPerDestination");
        assertThat(both)
                .extracting(one ->
                        one.path("eventsIngestionStatus").path("recordCount").asText())
                .containsExactly("1", "2");
        assertThat(both)
                .extracting(one ->
                        one.path("destination").path("productDestinationId").asText())
                .containsExactly("7000000001", "7000000002");
    }

    @Test
    void unknown_and_dry_request_ids_have_no_status() {
        String dry = google.ingest(request(event("dry-1", gclid("x"))).replaceFirst("\\{", "{\"validateOnly\":true,"))
                .json()
                .path("requestId")
                .asText();

        assertThat(dry).isNotEmpty();
        assertThat(RequestValidationTest.reasons(google.status(dry))).containsExactly("INVALID_REQUEST_ID");
        assertThat(RequestValidationTest.reasons(google.status("nonsense"))).containsExactly("INVALID_REQUEST_ID");
    }

    @Test
    void a_request_is_processing_until_its_time_has_come() {
        try (Sandbox slow =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withSpeed(1))) {
            DataManagerVisitor patient = DataManagerVisitor.to(slow);
            String requestId = patient.accepted(event("slow-1", gclid(aGclid(1))));

            JsonNode early = patient.status(requestId)
                    .json()
                    .path("requestStatusPerDestination")
                    .path(0);
            assertThat(early.path("requestStatus").asText()).isEqualTo("PROCESSING");
            assertThat(early.has("eventsIngestionStatus")).isFalse();

            patient.visitor().control("clock", "{\"advance\":\"PT31M\"}");
            assertThat(patient.verdict(requestId).path("requestStatus").asText())
                    .isEqualTo("FAILED");
        }
    }

    @Test
    void a_test_can_decide_the_next_verdict() {
        visitor.control("google/next-verdict", "{\"reason\":\"PROCESSING_ERROR_REASON_INTERNAL_ERROR\",\"times\":1}");

        assertThat(google.reasonFor(event("forced-1", gclid(clicked(17, Duration.ofDays(3))))))
                .endsWith("INTERNAL_ERROR");
        assertThat(google.reasonFor(event("forced-1", gclid(aGclid(17))))).isEmpty();
        assertThat(google.conversion("forced-1").path("counted").asBoolean()).isTrue();
    }

    @Test
    void the_books_add_up() {
        JsonNode totals = visitor.totals("google");
        long counted = totals.path("counted").asLong();

        assertThat(counted + totals.path("notCounted").asLong())
                .isEqualTo(totals.path("conversions").asLong());
        assertThat(Instant.parse(
                        visitor.get("/__sandbox/health").json().path("now").asText()))
                .isNotNull();
    }

    static String reason(JsonNode verdict) {
        return verdict.path("errorInfo")
                .path("errorCounts")
                .path(0)
                .path("reason")
                .asText();
    }
}
