package io.downfunnel.sandbox;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WantedErrorTest {
    private static Sandbox sandbox;
    private static Visitor visitor;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
        visitor = Visitor.to(sandbox);
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @AfterEach
    void end() {
        visitor.delete("/__sandbox/faults");
    }

    private static void error(String vendor, String answer) {
        visitor.control("faults", "{\"vendor\":\"%s\",\"kind\":\"error\",\"answer\":%s}".formatted(vendor, answer));
    }

    @Test
    void google_names_a_field_and_a_reason() {
        error("google", "{\"status\":400,\"reason\":\"INVALID_EVENT\",\"field\":\"events[0]\",\"message\":\"no\"}");

        var reply = visitor.post("/v1/events:ingest", "{}");

        assertThat(reply.status()).isEqualTo(400);
        var error = reply.json().path("error");
        assertThat(error.path("status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.findValue("fieldViolations").get(0).path("reason").asText())
                .isEqualTo("INVALID_EVENT");
        assertThat(error.findValue("fieldViolations").get(0).path("field").asText())
                .isEqualTo("events[0]");
    }

    @Test
    void google_names_the_quota() {
        error("google", "{\"status\":429,\"reason\":\"RATE_LIMIT_EXCEEDED\",\"quotaLimit\":\"ReadsPerDay\"}");

        var error = visitor.get("/v1/requestStatus:retrieve?requestId=1").json().path("error");

        assertThat(error.path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.findValue("quota_limit").asText()).isEqualTo("ReadsPerDay");
    }

    @ParameterizedTest
    @CsvSource({"401, INVALID_ACCESS_TOKEN, 65600", "403, ACCESS_DENIED, 100", "429, TOO_MANY_REQUESTS, 101"})
    void linkedins_gateway_numbers_its_codes(int status, String code, int number) {
        error("linkedin", "{\"status\":%d,\"code\":\"%s\",\"message\":\"no\"}".formatted(status, code));

        var reply = visitor.post("/rest/conversionEvents", "{}");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().path("code").asText()).isEqualTo(code);
        assertThat(reply.json().path("serviceErrorCode").asInt()).isEqualTo(number);
    }

    @Test
    void linkedins_service_has_words_only() {
        error("linkedin", "{\"status\":422,\"message\":\"ERROR :: /foo :: bar\"}");

        assertThat(visitor.post("/rest/conversionEvents", "{}").body())
                .isEqualTo("{\"message\":\"ERROR :: /foo :: bar\",\"status\":422}");
    }

    @Test
    void salesforce_makes_a_fault_of_a_code() {
        error("salesforce", "{\"status\":500,\"code\":\"TRIAL_EXPIRED\",\"message\":\"over\"}");

        var reply = visitor.post("/services/Soap/u/65.0", "<x/>");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .contains("<faultcode>sf:TRIAL_EXPIRED</faultcode>")
                .contains("xsi:type=\"sf:UnexpectedErrorFault\"");
    }

    @ParameterizedTest
    @CsvSource({
        "google, /token, reason",
        "linkedin, /oauth/v2/accessToken, code",
        "salesforce, /services/oauth2/token, code"
    })
    void a_token_endpoint_says_it_as_oauth_does(String vendor, String path, String field) {
        error(vendor, "{\"status\":401,\"%s\":\"invalid_client\",\"message\":\"who?\"}".formatted(field));

        var reply = visitor.post(path, "");

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(reply.json().path("error_description").asText()).isEqualTo("who?");
    }

    @Test
    void a_status_alone_has_no_body() {
        error("google", "{\"status\":302}");

        var reply = visitor.post("/v1/events:ingest", "{}");

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"vendor\":\"google\",\"kind\":\"error\"}; needs an answer with a status",
                "{\"vendor\":\"google\",\"kind\":\"error\",\"answer\":{\"status\":200}}; from 300 to 599",
                "{\"vendor\":\"google\",\"kind\":\"error\",\"answer\":{\"status\":\"400\"}}; from 300 to 599",
                "{\"vendor\":\"google\",\"kind\":\"error\",\"answer\":{\"status\":400,\"code\":\"X\"}}; not code",
                "{\"vendor\":\"linkedin\",\"kind\":\"error\",\"answer\":{\"status\":400,\"reason\":\"X\"}}; not reason",
                "{\"vendor\":\"linkedin\",\"kind\":\"error\",\"answer\":{\"status\":400,\"code\":7}}; not code",
                "{\"vendor\":\"google\",\"kind\":\"internal\",\"answer\":{\"status\":400}}; Only a fault of kind error"
            })
    void an_error_that_the_vendor_does_not_have_is_refused(String fault, String why) {
        var reply = visitor.post("/__sandbox/faults", fault);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asText()).contains(why);
    }

    @Test
    void a_warning_of_another_kind_is_refused() {
        assertThat(visitor.post("/__sandbox/google/next-warning", "{\"reason\":\"BEWARE\",\"times\":1}")
                        .status())
                .isEqualTo(400);
    }
}
