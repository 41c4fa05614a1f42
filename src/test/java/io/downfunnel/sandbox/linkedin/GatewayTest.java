package io.downfunnel.sandbox.linkedin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.linkedin.ConversionsVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class GatewayTest {

    Sandbox sandbox;
    ConversionsVisitor linkedIn;

    @BeforeEach
    void start() {
        sandbox = Visitor.freshSandbox();
        linkedIn = ConversionsVisitor.to(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_request_without_a_version_is_refused_before_its_token_is_looked_at() {
        Reply reply = linkedIn.visitor().post("/rest/conversionEvents", event("a"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("code").asText()).isEqualTo("VERSION_MISSING");
        assertThat(reply.header("X-Restli-Gateway-Error")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"202509", "202511", "202512", "202610", "nonsense"})
    void a_version_that_ended_or_never_was_gets_426(String version) {
        Reply reply = linkedIn.send(event("a"), TOKEN, version);

        assertThat(reply.status()).isEqualTo(426);
        assertThat(reply.json().path("code").asText()).isEqualTo("NONEXISTENT_VERSION");
        assertThat(reply.json().path("message").asText())
                .isEqualTo("Requested version " + version + "01 is not active");
    }

    @Test
    void a_version_can_be_ended_and_ends_by_itself_when_its_day_comes() {
        linkedIn.visitor().control("linkedin/sunset", "{\"version\":\"202609\"}");
        assertThat(linkedIn.send(event("a")).status()).isEqualTo(426);

        assertThat(linkedIn.send(event("a"), TOKEN, "202608").status()).isEqualTo(201);
        linkedIn.visitor().control("clock", "{\"advance\":\"P300D\"}");
        assertThat(linkedIn.send(event("a"), TOKEN, "202608").status()).isEqualTo(426);
    }

    @Test
    void a_missing_a_strange_and_a_revoked_token_have_their_own_codes() {
        Reply missing = linkedIn.visitor().post("/rest/conversionEvents", event("a"), "LinkedIn-Version", "202609");
        Reply strange = linkedIn.send(event("a"), "AQX-sandbox-abc.def", "202609");
        linkedIn.visitor().control("linkedin/revoke", "{}");
        Reply revoked = linkedIn.send(event("a"));

        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.json().path("code").asText()).isEqualTo("EMPTY_ACCESS_TOKEN");
        assertThat(strange.json().toString())
                .isEqualTo("{\"status\":401,\"serviceErrorCode\":65600,\"code\":\"INVALID_ACCESS_TOKEN\","
                        + "\"message\":\"Invalid access token\"}");
        assertThat(revoked.json().path("serviceErrorCode").asInt()).isEqualTo(65_601);
    }

    @Test
    void an_expired_token_is_refreshed_and_works_again() {
        String old = linkedIn.refresh(REFRESH).json().path("access_token").asText();
        assertThat(linkedIn.send(event("a"), old, "202609").status()).isEqualTo(201);

        linkedIn.visitor().control("linkedin/expire-tokens", "{}");
        Reply expired = linkedIn.send(event("b"), old, "202609");
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.json().path("serviceErrorCode").asInt()).isEqualTo(65_602);

        String fresh = linkedIn.refresh(REFRESH).json().path("access_token").asText();
        assertThat(linkedIn.send(event("b"), fresh, "202609").status()).isEqualTo(201);
    }

    @Test
    void the_direct_token_does_not_expire() {
        linkedIn.visitor().control("linkedin/expire-tokens", "{}");

        assertThat(linkedIn.send(event("a")).status()).isEqualTo(201);
    }

    @Test
    void a_refresh_token_lives_a_year_from_consent_and_shortens_the_last_access_token() {
        Reply first = linkedIn.refresh(REFRESH);
        assertThat(first.json().path("expires_in").asLong()).isEqualTo(60 * 86_400);
        assertThat(first.json().path("refresh_token_expires_in").asLong()).isBetween(264L * 86_400, 265L * 86_400);

        linkedIn.visitor().control("clock", "{\"advance\":\"P260D\"}");
        assertThat(linkedIn.refresh(REFRESH).json().path("expires_in").asLong()).isBetween(4L * 86_400, 5L * 86_400);

        linkedIn.visitor().control("clock", "{\"advance\":\"P5D\"}");
        Reply dead = linkedIn.refresh(REFRESH);
        assertThat(dead.status()).isEqualTo(400);
        assertThat(dead.json().path("error_description").asText())
                .isEqualTo("The provided authorization grant or refresh token is invalid, expired or revoked");

        linkedIn.visitor().control("linkedin/consent", "{}");
        assertThat(linkedIn.refresh(REFRESH).status()).isEqualTo(200);
    }

    @Test
    void a_refresh_with_something_missing_or_wrong_is_refused_as_documented() {
        assertThat(linkedIn.refresh(REFRESH.replace("&refresh_token=AQX-sandbox-linkedin-refresh-token", ""))
                        .body())
                .contains("A required parameter \\\"refresh_token\\\" is missing");
        assertThat(linkedIn.refresh(REFRESH.replace("sandbox-linkedin-client", "abc"))
                        .body())
                .contains("invalid_client_id", "The passed in client_id is invalid \\\"abc\\\"");
        assertThat(linkedIn.refresh(REFRESH.replace("sandbox-linkedin-secret", "abc"))
                        .status())
                .isEqualTo(401);
        assertThat(linkedIn.refresh(REFRESH.replace("refresh_token=AQX", "refresh_token=XXX"))
                        .status())
                .isEqualTo(400);
        assertThat(linkedIn.refresh(REFRESH.replace("refresh_token&", "client_credentials&"))
                        .body())
                .contains("access_denied");
    }

    @Test
    void without_the_scope_access_is_denied() {
        linkedIn.visitor().control("linkedin/scopes", "{\"scopes\":[\"r_ads\"]}");
        String token = linkedIn.refresh(REFRESH).json().path("access_token").asText();

        Reply reply = linkedIn.send(event("a"), token, "202609");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().path("code").asText()).isEqualTo("ACCESS_DENIED");
        assertThat(reply.json().path("serviceErrorCode").asInt()).isEqualTo(100);
    }

    @Test
    void rules_are_listed_for_oauth_tokens_and_kept_from_the_direct_one() {
        String token = linkedIn.refresh(REFRESH).json().path("access_token").asText();
        String path = "/rest/conversions?q=account&account=urn%3Ali%3AsponsoredAccount%3A510000001";

        Reply listed = linkedIn.visitor().get(path, "Authorization", "Bearer " + token, "LinkedIn-Version", "202609");
        Reply denied = linkedIn.visitor().get(path, "Authorization", "Bearer " + TOKEN, "LinkedIn-Version", "202609");

        assertThat(listed.json().path("elements").findValuesAsText("id"))
                .containsExactly("30111220", "30111221", "30111222", "30111227", "30111228");
        assertThat(denied.status()).isEqualTo(403);
    }

    @Test
    void the_day_quota_holds_until_midnight_and_names_no_retry_after() {
        linkedIn.visitor().control("linkedin/quota", "{\"perMinute\":100,\"perDay\":2}");
        linkedIn.send(event("a"));
        linkedIn.send(event("b"));

        Reply reply = linkedIn.send(event("c"));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("serviceErrorCode").asInt()).isEqualTo(101);
        assertThat(reply.json().path("message").asText()).contains("APPLICATION_AND_MEMBER DAY");
        assertThat(reply.header("Retry-After")).isEmpty();

        linkedIn.visitor().control("clock", "{\"advance\":\"PT24H\"}");
        assertThat(linkedIn.send(event("c")).status()).isEqualTo(201);
    }

    @Test
    void the_minute_quota_is_over_as_soon_as_the_shortened_minute() {
        linkedIn.visitor().control("linkedin/quota", "{\"perMinute\":0,\"perDay\":100}");
        linkedIn.visitor().control("linkedin/retry-after", "{\"seconds\":7}");
        Reply reply = linkedIn.send(event("a"));
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("message").asText()).doesNotContain("DAY");
        assertThat(reply.header("Retry-After")).isEqualTo("7");

        linkedIn.visitor().control("linkedin/quota", "{\"perMinute\":1,\"perDay\":100}");
        Visitor.eventually(() -> linkedIn.send(event("b")).status() == 201);
    }
}
