package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.google.DataManagerVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class RequestValidationTest {

    static Sandbox sandbox;
    static DataManagerVisitor google;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
        google = DataManagerVisitor.to(sandbox);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    static final String GOOD =
            "\"transactionId\":\"a-1\",\"eventTimestamp\":\"2026-11-20T14:05:00Z\",\"eventSource\":\"WEB\","
                    + "\"adIdentifiers\":{\"gclid\":\"x\"}";

    /** Each row replaces one part of a good event; the field is where Google would point. */
    @ParameterizedTest(name = "{2} at {3}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "\"transactionId\":\"a-1\" | \"transactionId\":\"12345\" | INVALID_ARGUMENT | events[0]",
                "\"transactionId\":\"a-1\" | \"transactionId\":\"jane@example.com\" | INVALID_FORMAT | events.events[0].transaction_id",
                "\"eventTimestamp\":\"2026-11-20T14:05:00Z\" | \"currency\":\"EUR\" | REQUIRED_FIELD_MISSING | events.events[0].event_timestamp",
                "2026-11-20T14:05:00Z | 2126-11-20T14:05:00Z | EVENT_TIME_INVALID | events.events[0].event_timestamp",
                "\"eventSource\":\"WEB\" | \"currency\":\"EUR\" | REQUIRED_FIELD_MISSING | events.events[0].event_source",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"EVENT_SOURCE_UNSPECIFIED\" | REQUIRED_FIELD_MISSING | events.events[0].event_source",
                "\"adIdentifiers\":{\"gclid\":\"x\"} | \"currency\":\"EUR\" | NO_IDENTIFIERS_PROVIDED | events.events[0]",
                "\"gclid\":\"x\" | \"gclid\":\"\" | NO_IDENTIFIERS_PROVIDED | events.events[0]",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"currency\":\"eur\" | INVALID_CURRENCY_CODE | events.events[0].currency",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"currency\":\"EUQ\" | INVALID_CURRENCY_CODE | events.events[0].currency",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"destinationReferences\":[\"nowhere\"] | INVALID_DESTINATION | events.events[0].destination_references[0]",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"userData\":{} | REQUIRED_FIELD_MISSING | events.events[0].user_data.user_identifiers",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"userData\":{\"userIdentifiers\":[{}]} | REQUIRED_FIELD_MISSING | events.events[0].user_data.user_identifiers[0]",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"jane@example.com\"}]} | INVALID_HEX_ENCODING | events.events[0].user_data.user_identifiers[0].email_address",
                "\"eventSource\":\"WEB\" | \"eventSource\":\"WEB\",\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"abcd\"}]} | INVALID_SHA256_FORMAT | events.events[0].user_data.user_identifiers[0].phone_number",
            })
    void a_bad_event_refuses_the_request(String part, String instead, String reason, String field) {
        Reply reply = google.ingest(request("{" + GOOD.replace(part, instead) + "}"));

        assertThat(reply.status()).isEqualTo(400);
        JsonNode violation = violations(reply).path(0);
        assertThat(violation.path("reason").asText()).isEqualTo(reason);
        assertThat(violation.path("field").asText()).isEqualTo(field);
    }

    @ParameterizedTest(name = "{1} at {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eventSource\":\"WEB\",\"colour\":\"red\" | events[0] | Unknown name \"colour\" at 'events[0]': Cannot find field.",
                "\"eventSource\":\"web\" | events[0].event_source | (type.googleapis.com/google.ads.datamanager.v1.EventSource), \"web\"",
                "\"eventSource\":\"WEB\",\"conversionValue\":\"a lot\" | events[0].conversion_value | (TYPE_DOUBLE), \"a lot\"",
                "\"eventSource\":\"WEB\",\"currency\":978 | events[0].currency | (TYPE_STRING), 978",
                "\"eventSource\":\"WEB\",\"lastUpdatedTimestamp\":\"2026-11-20 14:05:00\" | events[0].last_updated_timestamp | (type.googleapis.com/google.protobuf.Timestamp)",
                "\"eventSource\":\"WEB\",\"lastUpdatedTimestamp\":\"2026-11-20T14:05:00\" | events[0].last_updated_timestamp | (type.googleapis.com/google.protobuf.Timestamp)",
                "\"eventSource\":\"WEB\",\"consent\":{\"adUserData\":\"GRANTED\"} | events[0].consent.ad_user_data | (type.googleapis.com/google.ads.datamanager.v1.ConsentStatus), \"GRANTED\"",
                "\"eventSource\":\"WEB\",\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"a\",\"phoneNumber\":\"b\"}]} | events[0].user_data.user_identifiers[0] | oneof field",
            })
    void json_that_is_not_the_message_is_refused_before_anything_else(String instead, String field, String text) {
        Reply reply = google.ingest(request("{" + GOOD.replace("\"eventSource\":\"WEB\"", instead) + "}"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(violations(reply).path(0).path("field").asText()).isEqualTo(field);
        assertThat(reply.json().path("error").path("message").asText()).contains(text);
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"accountType\":\"GOOGLE_ADS\", | '' | REQUIRED_FIELD_MISSING",
                "\"GOOGLE_ADS\" | \"DATA_PARTNER\" | INVALID_DESTINATION",
                "1234567890 | 123-456-7890 | INVALID_FORMAT",
                "7000000001 | 7999999999 | INVALID_CONVERSION_ACTION_ID",
                "7000000001 | 7000000009 | INVALID_CONVERSION_ACTION_ID",
                "7000000001 | 7000000008 | INVALID_CONVERSION_ACTION_TYPE",
                "7000000001 | customers/1/conversionActions/7000000001 | INVALID_FORMAT",
            })
    void a_bad_destination_refuses_the_request(String part, String instead, String reason) {
        Reply reply = google.ingest(requestTo(List.of(destination(ACTION).replace(part, instead)), "{" + GOOD + "}"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(violations(reply).path(0).path("reason").asText()).isEqualTo(reason);
    }

    @Test
    void an_account_id_that_is_a_number_is_not_the_message() {
        Reply reply = google.ingest(
                requestTo(List.of(destination(ACTION).replace("\"1234567890\"", "1234567890")), "{" + GOOD + "}"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").path("message").asText()).contains("(TYPE_STRING), 1234567890");
    }

    @Test
    void a_strange_account_or_login_account_is_forbidden() {
        String strange = destination(ACTION).replace("1234567890", "1111111111");
        String login = destination(ACTION)
                .replace(
                        "\"productDestinationId\"",
                        "\"loginAccount\":{\"accountType\":\"GOOGLE_ADS\",\"accountId\":\"2222222222\"},\"productDestinationId\"");

        assertThat(google.ingest(requestTo(List.of(strange), "{" + GOOD + "}")).status())
                .isEqualTo(403);
        assertThat(google.ingest(requestTo(List.of(login), "{" + GOOD + "}")).status())
                .isEqualTo(403);
    }

    @Test
    void ten_destinations_are_the_limit_and_their_references_differ() {
        String one = destination(ACTION).replaceFirst("\\{", "{\"reference\":\"same\",");
        Reply eleven = google.ingest(requestTo(Collections.nCopies(11, destination(ACTION)), "{" + GOOD + "}"));
        Reply twice = google.ingest(requestTo(List.of(one, one), "{" + GOOD + "}"));

        assertThat(reasons(eleven)).containsExactly("TOO_MANY_DESTINATIONS");
        assertThat(reasons(twice)).containsExactly("DUPLICATE_DESTINATION_REFERENCE");
    }

    @Test
    void two_thousand_events_are_the_limit() {
        String event = event("a-2", gclid("x"));

        assertThat(google.ingest(request(copies(event, 2000))).status()).isEqualTo(200);
        assertThat(reasons(google.ingest(request(copies(event, 2001))))).containsExactly("TOO_MANY_EVENTS");
    }

    @Test
    void ten_user_identifiers_are_the_limit() {
        String eleven = IntStream.range(0, 11)
                .mapToObj(any -> "{\"emailAddress\":\"" + SHA256 + "\"}")
                .collect(Collectors.joining(","));

        assertThat(reasons(google.ingest(request(event("a-3", "\"userData\":{\"userIdentifiers\":[" + eleven + "]}")))))
                .containsExactly("TOO_MANY_USER_IDENTIFIERS");
    }

    @Test
    void user_data_needs_an_encoding_and_keeps_to_it() {
        String base64 = "Ij69pvaIm0lFUbqQLZ04Hdr0SmQrrgVYiOljQ9U+n5w=";
        String none = request(event("a-4", email(SHA256))).replace("\"encoding\":\"HEX\",", "");
        String wrong = request(event("a-4", email("%%%"))).replace("HEX", "BASE64");
        String shortHash = request(event("a-4", email("aGVsbG8="))).replace("HEX", "BASE64");
        String right = request(event(
                        "a-4",
                        email(base64.replace(
                                "Ij69pvaIm0lFUbqQLZ04Hdr0SmQrrgVYiOljQ9U+n5w=",
                                java.util.Base64.getEncoder().encodeToString(new byte[32])))))
                .replace("HEX", "BASE64");

        assertThat(violations(google.ingest(none)).path(0).path("field").asText())
                .isEqualTo("encoding");
        assertThat(reasons(google.ingest(wrong))).containsExactly("INVALID_BASE64_ENCODING");
        assertThat(reasons(google.ingest(shortHash))).containsExactly("INVALID_SHA256_FORMAT");
        assertThat(google.ingest(right).status()).isEqualTo(200);
    }

    @Test
    void an_incomplete_address_fails_the_request() {
        String whole = """
                {"givenName":"%s","familyName":"%s","regionCode":"DE","postalCode":"10115"}""".formatted(SHA256, SHA256);

        assertThat(google.ingest(request(event("a-5", address(whole)))).status())
                .isEqualTo(200);
        assertThat(reasons(
                        google.ingest(request(event("a-5", address(whole.replace(",\"postalCode\":\"10115\"", "")))))))
                .containsExactly("REQUIRED_FIELD_MISSING");
        assertThat(reasons(google.ingest(request(event("a-5", address(whole.replace("DE", "de")))))))
                .containsExactly("INVALID_REGION_CODE");
        assertThat(reasons(google.ingest(request(event("a-5", address(whole.replace(SHA256, "Jane")))))))
                .contains("INVALID_HEX_ENCODING");
    }

    @Test
    void every_bad_event_of_a_request_is_named_and_nothing_of_it_is_taken() {
        long before = google.visitor().totals("google").path("eventsReceived").asLong();
        String bad = event("777", gclid("x"));

        Reply reply = google.ingest(request(event("a-6", gclid("x")), bad, event("a-7", gclid("x")), bad));

        assertThat(violations(reply))
                .extracting(one -> one.path("field").asText())
                .containsExactly("events[1]", "events[3]");
        assertThat(google.visitor().totals("google").path("eventsReceived").asLong())
                .isEqualTo(before);
    }

    @Test
    void digits_only_pass_a_dry_run_all_the_same() {
        String dry = request(event("12345", gclid("x"))).replaceFirst("\\{", "{\"validateOnly\":true,");

        assertThat(google.ingest(dry).status()).isEqualTo(200);
    }

    @Test
    void a_refusal_has_a_request_id_and_an_error_info() {
        JsonNode details = google.ingest(request(event("1", gclid("x"))))
                .json()
                .path("error")
                .path("details");

        assertThat(details)
                .extracting(one -> one.path("@type").asText())
                .containsExactly(
                        "type.googleapis.com/google.rpc.ErrorInfo",
                        "type.googleapis.com/google.rpc.BadRequest",
                        "type.googleapis.com/google.rpc.RequestInfo");
        assertThat(details.path(2).path("requestId").asText()).isNotEmpty();
    }

    @Test
    void what_is_no_json_at_all_is_refused() {
        assertThat(google.ingest("{\"destinations\":[").status()).isEqualTo(400);
        assertThat(google.ingest("[]").status()).isEqualTo(400);
        assertThat(google.ingest("").status()).isEqualTo(400);
    }

    @Test
    void a_custom_variable_nobody_enabled_is_a_warning() {
        Reply reply = google.ingest(request(
                event("a-8", gclid("x") + ",\"customVariables\":[{\"variable\":\"tier\",\"value\":\"gold\"}]")));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("fieldWarnings").path(0).path("reason").asText())
                .isEqualTo("WARNING_REASON_CUSTOM_VARIABLE_NOT_ENABLED");
        assertThat(reply.json().path("fieldWarnings").path(0).path("field").asText())
                .isEqualTo("events.events[0].custom_variables");
    }

    @Test
    void an_action_made_this_minute_is_not_found_yet() {
        google.visitor()
                .control("google/add-action", """
                        {"id":"7000000077","name":"New","owner":"1234567890","type":"UPLOAD_CLICKS","windowDays":30,
                         "onePerClick":false,"createdAt":"%s"}""".formatted(Instant.now().minus(Duration.ofMinutes(1))));

        Reply reply = google.ingest(requestTo(List.of(destination("7000000077")), "{" + GOOD + "}"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("error").path("status").asText()).isEqualTo("NOT_FOUND");
    }

    static String address(String address) {
        return "\"userData\":{\"userIdentifiers\":[{\"address\":" + address + "}]}";
    }

    static String[] copies(String event, int times) {
        return Collections.nCopies(times, event).toArray(String[]::new);
    }

    static JsonNode violations(Reply reply) {
        for (JsonNode detail : reply.json().path("error").path("details")) {
            if (detail.path("@type").asText().endsWith("BadRequest")) {
                return detail.path("fieldViolations");
            }
        }
        throw new AssertionError(reply.body());
    }

    static List<String> reasons(Reply reply) {
        return violations(reply).findValuesAsText("reason");
    }
}
