package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
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

import static io.downfunnel.sandbox.linkedin.ConversionsVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class EventRefusalTest {

    static Sandbox sandbox;
    static ConversionsVisitor linkedIn;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
        linkedIn = ConversionsVisitor.to(sandbox);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eventId\":\"e\" | \"foo\":1 | ERROR :: /foo :: unrecognized field found but not allowed",
                "\"user\": | \"usr\": | ERROR :: /usr :: unrecognized field found but not allowed",
                "\"conversionHappenedAt\": | \"eventId2\": | ERROR :: /conversionHappenedAt :: field is required but not found and has no default value",
                "urn:lla:llaPartnerConversion:30111220 | 30111220 | ERROR :: /conversion :: Invalid Urn format. Invalid prefix.",
                "urn:lla:llaPartnerConversion:30111220 | urn:li:llaPartnerConversion:30111220 | ERROR :: /conversion :: Invalid Urn format. Invalid prefix.",
                "\"amount\":\"480.00\" | \"amount\":19.9 | ERROR :: /conversionValue/amount :: 19.9 cannot be coerced to String",
                ",\"amount\":\"480.00\" | '' | ERROR :: /conversionValue/amount :: field is required but not found and has no default value",
                "\"currencyCode\":\"EUR\", | '' | ERROR :: /conversionValue/currencyCode :: field is required but not found and has no default value",
                "SHA256_EMAIL | PLAINTEXT_EMAIL | ERROR :: /user/userIds/0/idType :: \"PLAINTEXT_EMAIL\" is not an enum symbol",
                "SHA256_EMAIL | AXCIOM_ID | ERROR :: /user/userIds/0/idType :: \"AXCIOM_ID\" is not an enum symbol",
                "\"idType\":\"SHA256_EMAIL\", | '' | ERROR :: /user/userIds/0/idType :: field is required but not found and has no default value",
                "\"user\":{\"userIds\": | \"user\":{\"lead\":\"urn:li:leadGenFormResponse:x\",\"ids\": | ERROR :: /user/userIds :: field is required but not found and has no default value",
                "\"user\":{ | \"user\":{\"userInfo\":{\"firstName\":\"Jane\"}, | ERROR :: /user/userInfo/lastName :: field is required but not found and has no default value",
                "\"user\":{ | \"user\":{\"userInfo\":{\"firstName\":\"J\",\"lastName\":\"D\",\"age\":3}, | ERROR :: /user/userInfo/age :: unrecognized field found but not allowed",
                "\"user\":{ | \"user\":{\"lead\":\"urn:li:lead:x\", | ERROR :: /user/lead :: Invalid Urn format. Invalid prefix.",
            })
    void an_event_outside_the_schema_is_unprocessable(String part, String instead, String line) {
        Reply reply = linkedIn.send(event("e").replace(part, instead));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("status").asInt()).isEqualTo(422);
        assertThat(reply.json().path("message").asText().lines()).contains(line);
    }

    @Test
    void hashed_names_exist_from_202609_on_and_mix_with_plain_ones() {
        String mixed = event("names")
                .replace(
                        "\"user\":{",
                        "\"user\":{\"userInfo\":{\"firstName\":\"Jane\",\"hashedLastName\":\"" + EMAIL + "\"},");

        assertThat(linkedIn.send(mixed).status()).isEqualTo(201);
        assertThat(linkedIn.send(mixed, TOKEN, "202608")
                        .json()
                        .path("message")
                        .asText()
                        .lines())
                .containsExactlyInAnyOrder(
                        "ERROR :: /user/userInfo/hashedLastName :: unrecognized field found but not allowed",
                        "ERROR :: /user/userInfo/lastName :: field is required but not found and has no default value");
    }

    @ParameterizedTest(name = "rule {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "30999999 | 403 | No ad accounts found",
                "30111229 | 403 | No ad accounts found",
                "30111227 | 400 | Incorrect conversions information provided. Conversion's method should be CONVERSIONS_API, indices [0] (0-indexed)",
                "30111228 | 400 | Invalid Conversion information provided, this event(s) is associated to a conversion that's marked as deleted. Conversion enabled should be true, indices [0] (0-indexed)",
            })
    void an_event_for_the_wrong_rule_is_refused(String rule, int status, String message) {
        Reply reply = linkedIn.send(event("r", rule, Duration.ofHours(1)));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().path("message").asText()).isEqualTo(message);
    }

    @Test
    void an_event_without_a_person_is_refused_in_the_documented_form() {
        Reply reply = linkedIn.send(event("nobody").replace(EMAIL, ""));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("message").asText())
                .startsWith("Validation failed because [{field=")
                .contains("batchIndex=0", "type=INVALID_USER_IDENTIFICATION_FIELD_VALUE");
    }

    @Test
    void an_event_that_a_test_wants_refused_is_named_by_its_place_and_keeps_the_others_out() {
        linkedIn.visitor().control("linkedin/refuse-event", "{\"eventId\":\"unwanted\"}");

        Reply reply = linkedIn.batch(event("fine"), event("unwanted"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("message").asText())
                .contains("batchIndex=1")
                .doesNotContain("batchIndex=0");
        assertThat(linkedIn.send(event("unwanted")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"PT2161H", "-PT5M", "P20000D"})
    void an_event_older_than_ninety_days_or_in_the_future_is_refused_as_measured(String age) {
        Reply reply = linkedIn.batch(event("fine"), event("late", RULE, Duration.parse(age)));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("message").asText())
                .isEqualTo(
                        "Conversion time should be within 90 days and not exceed current time, indices [1] (0-indexed).");
    }

    @Test
    void a_switch_words_time_errors_as_documented() {
        linkedIn.visitor().control("linkedin/documented-time-errors", "{\"on\":true}");

        assertThat(linkedIn.send(event("late", RULE, Duration.ofDays(91)))
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo(
                        "Validation failed because [{field=Invalid Conversion time, batchIndex=0,"
                                + " type=INVALID_CONVERSION_TIME_FIELD_VALUE, message=Conversion time should be within 90 days.}]");

        linkedIn.visitor().control("linkedin/documented-time-errors", "{\"on\":false}");
    }

    @Test
    void the_schema_is_looked_at_before_rule_and_time() {
        String allWrong = event("x", "30999999", Duration.ofDays(400)).replace("\"480.00\"", "480");

        assertThat(linkedIn.send(allWrong).status()).isEqualTo(422);
    }

    @Test
    void a_bad_batch_names_its_guilty_elements_once_each_and_stores_nothing() {
        long before = linkedIn.received();
        String twoErrors = event("b")
                .replace(",\"amount\":\"480.00\"", "")
                .replace("\"user\":{", "\"user\":{\"userInfo\":{\"firstName\":\"J\"},");

        Reply reply =
                linkedIn.batch(event("a"), twoErrors, event("c"), event("d").replace("EUR\"", "EUR\",\"x\":1"));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().path("message").asText())
                .isEqualTo(
                        "Index: 1, ERROR :: /conversionValue/amount :: field is required but not found and has no default value\n"
                                + "ERROR :: /user/userInfo/lastName :: field is required but not found and has no default value\n"
                                + "Index: 3, ERROR :: /conversionValue/x :: unrecognized field found but not allowed\n");
        assertThat(linkedIn.received()).isEqualTo(before);
    }

    @Test
    void a_batch_needs_its_header_and_the_header_needs_a_batch() {
        String message = "ERROR :: /elements :: unrecognized field found but not allowed";

        assertThat(linkedIn.send("{\"elements\":[" + event("a") + "]}")
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo(message);
        Reply single = linkedIn.visitor()
                .post(
                        "/rest/conversionEvents",
                        event("a"),
                        "Authorization",
                        "Bearer " + TOKEN,
                        "LinkedIn-Version",
                        "202609",
                        "X-RestLi-Method",
                        "BATCH_CREATE");
        assertThat(single.status()).isEqualTo(422);
        assertThat(single.json().path("message").asText()).isEqualTo(message);
    }

    @Test
    void five_thousand_events_are_the_limit() {
        String[] most = IntStream.range(0, 5000).mapToObj(n -> event("l-" + n)).toArray(String[]::new);
        String[] more = IntStream.range(0, 5001).mapToObj(n -> event("m-" + n)).toArray(String[]::new);

        Reply taken = linkedIn.batch(most);
        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.json().path("elements")).hasSize(5000);
        assertThat(linkedIn.batch(more).status()).isEqualTo(400);
    }

    @Test
    void currencies_and_hashes_are_not_checked() {
        assertThat(linkedIn.send(event("q-1").replace("EUR", "QQQ").replace(EMAIL, "short"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_single_event_is_created_without_a_body() {
        Reply reply = linkedIn.send(event("single"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("content-length")).isEqualTo("0");
        assertThat(reply.header("x-li-uuid")).isNotEmpty();
        assertThat(reply.header("x-restli-protocol-version")).isEqualTo("2.0.0");
    }

    @Test
    void a_batch_is_answered_element_by_element() {
        JsonNode elements = linkedIn.batch(event("p-1"), event("p-2")).json().path("elements");

        assertThat(elements.toString()).isEqualTo("[{\"status\":201},{\"status\":201}]");
    }

    @Test
    void a_lead_or_an_external_id_or_a_pair_of_names_is_enough_of_a_person() {
        for (String person : new String[] {
            "\"lead\":\"urn:li:leadGenFormResponse:5f2b6c1e-5\"",
            "\"externalIds\":[\"crm-1\"]",
            "\"userInfo\":{\"firstName\":\"Jane\",\"lastName\":\"Doe\"}"
        }) {
            String event = event("w-1").replaceFirst("\"userIds\":\\[.*]", "\"userIds\":[]," + person);
            assertThat(linkedIn.send(event).status()).isEqualTo(201);
        }
    }
}
