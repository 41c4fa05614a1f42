package io.downfunnel.sandbox.google.ads;

import java.nio.file.Path;
import java.util.List;

import io.grpc.Status.Code;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.google.ads.AdsVisitor.refused;
import static org.assertj.core.api.Assertions.assertThat;

/** Who may call the Google Ads API, for whom, how often, and what else can go wrong on the way. */
class AccessTest {

    private static final String QUERY = "SELECT customer.id FROM customer";

    private static Sandbox sandbox;

    private AdsVisitor google;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    /** With a token of its own for every test: some take tokens away. */
    @BeforeEach
    void signIn() {
        Visitor.to(sandbox).control("reset", "");
        google = AdsVisitor.to(sandbox);
    }

    @AfterEach
    void signOut() {
        google.close();
    }

    private AdsVisitor.Refusal refusal(String customer) {
        return refused(() -> google.search(customer, QUERY));
    }

    private AdsVisitor.Refusal refusal() {
        return refusal(AdsVisitor.CUSTOMER);
    }

    private void fault(String json) {
        google.visitor().control("faults", json);
    }

    @Test
    void a_token_must_be_there_be_ours_and_live() {
        String token = google.header("authorization");

        google.visitor().control("google/expire-tokens", "{}");
        assertThat(refusal().code()).isEqualTo("authenticationError.OAUTH_TOKEN_EXPIRED");
        google.visitor().control("google/revoke", "{}");
        assertThat(refusal().code()).isEqualTo("authenticationError.OAUTH_TOKEN_REVOKED");
        google.with("authorization", "Bearer ya29.somebody-elses");
        assertThat(refusal().code()).isEqualTo("authenticationError.OAUTH_TOKEN_INVALID");
        google.with("authorization", "");
        assertThat(refusal().status().getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(token).startsWith("Bearer ");
    }

    @Test
    void a_token_for_data_manager_alone_does_not_do() {
        google.visitor().control("google/scopes", "{\"scopes\":[\"https://www.googleapis.com/auth/datamanager\"]}");
        try (var limited = AdsVisitor.to(sandbox)) {
            var refusal = refused(() -> limited.search(QUERY));

            assertThat(refusal.status().getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
            assertThat(refusal.status().getStatus().getDescription()).contains("insufficient authentication scopes");
            assertThat(refusal.failure().getErrorsList()).isEmpty();
        }
    }

    @Test
    void an_account_below_a_manager_is_reached_through_the_manager() {
        assertThat(refusal("4445556660").code()).isEqualTo("authorizationError.USER_PERMISSION_DENIED");
        google.with("login-customer-id", AdsVisitor.MANAGER);
        assertThat(google.search("4445556660", QUERY)).hasSize(1);
        assertThat(google.search(AdsVisitor.CUSTOMER, QUERY)).hasSize(1);
        google.with("login-customer-id", "5556667770");
        assertThat(refusal().code())
                .isEqualTo("authorizationError.INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION");
        google.with("login-customer-id", "987-654-3210");
        assertThat(refusal().code()).isEqualTo("headerError.INVALID_LOGIN_CUSTOMER_ID");
    }

    @Test
    void each_account_that_is_not_to_be_had_is_refused_in_its_own_way() {
        assertThat(refusal("123-456-7890").code()).isEqualTo("requestError.INVALID_CUSTOMER_ID");
        assertThat(refusal("1111111111").code()).isEqualTo("authenticationError.CUSTOMER_NOT_FOUND");
        assertThat(refusal("3334445550").code()).isEqualTo("authorizationError.USER_PERMISSION_DENIED");
        assertThat(refusal("2223334440").code()).isEqualTo("authorizationError.CUSTOMER_NOT_ENABLED");
    }

    @Test
    void after_so_many_operations_in_a_day_google_says_how_long_to_wait() {
        google.visitor().control("google/ads-operations", "{\"perDay\":2}");
        google.search(QUERY);
        google.search(QUERY);

        var refusal = refusal();

        assertThat(refusal.code()).isEqualTo("quotaError.RESOURCE_EXHAUSTED");
        assertThat(refusal.status().getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.failure()
                        .getErrors(0)
                        .getDetails()
                        .getQuotaErrorDetails()
                        .getRetryDelay()
                        .getSeconds())
                .isBetween(80_000L, 86_400L);
        assertThat(google.visitor().totals("google").path("operations").asInt()).isEqualTo(2);
        google.visitor().control("clock", "{\"advance\":\"PT24H\"}");
        try (var next = AdsVisitor.to(sandbox)) {
            assertThat(next.search(QUERY)).hasSize(1);
        }
    }

    @Test
    void a_dropped_connection_after_the_work_is_done_looks_like_an_outage_and_the_books_know_better() {
        fault("{\"vendor\":\"google\",\"kind\":\"drop-after\",\"path\":\"GoogleAdsService/Search$|Search\\\\?\"}");

        assertThat(refusal().status().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);

        var calls = google.visitor().books("google").path("adsCalls");
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).path("fault").asText()).isEqualTo("drop-after");
        assertThat(google.search(QUERY)).as("the next connection holds").hasSize(1);
    }

    @Test
    void a_connection_that_is_dropped_before_leaves_nothing_in_the_books() {
        fault("{\"vendor\":\"google\",\"kind\":\"drop-before\"}");

        assertThat(refusal().status().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(google.visitor().totals("google").path("adsCalls").asInt()).isZero();
    }

    @Test
    void whatever_is_switched_on_is_refused_in_googles_words() {
        for (var kind : List.of(
                "token-revoked:authenticationError.OAUTH_TOKEN_REVOKED",
                "forbidden:authorizationError.USER_PERMISSION_DENIED",
                "rate-minute:quotaError.RESOURCE_TEMPORARILY_EXHAUSTED",
                "rate-day:quotaError.RESOURCE_EXHAUSTED",
                "internal:internalError.INTERNAL_ERROR")) {
            fault("{\"vendor\":\"google\",\"kind\":\"" + kind.split(":")[0] + "\"}");
            assertThat(refusal().code()).isEqualTo(kind.split(":")[1]);
        }
        fault("{\"vendor\":\"google\",\"kind\":\"unavailable\"}");
        assertThat(refusal().status().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        fault("{\"vendor\":\"google\",\"kind\":\"status-502\"}");
        assertThat(refusal().status().getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        fault("{\"vendor\":\"google\",\"kind\":\"slow\",\"millis\":10}");
        assertThat(google.search(QUERY)).hasSize(1);
    }

    @Test
    void an_error_of_any_family_can_be_wanted_and_one_that_there_is_not_is_refused_at_once() {
        fault("""
                {"vendor":"google","kind":"error","body":"customer.id",
                 "answer":{"status":400,"family":"conversionUploadError","reason":"CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS",
                           "message":"Sign first.","field":"conversions[3].gclid"}}""");
        var refusal = refusal();

        assertThat(refusal.code()).isEqualTo("conversionUploadError.CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS");
        assertThat(refusal.failure()
                        .getErrors(0)
                        .getLocation()
                        .getFieldPathElements(0)
                        .getIndex())
                .isEqualTo(3);
        assertThat(google.visitor()
                        .post(
                                "/__sandbox/faults",
                                "{\"vendor\":\"google\",\"kind\":\"error\",\"answer\":{\"status\":400,"
                                        + "\"family\":\"moodError\",\"reason\":\"BAD\"}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_endpoint_stays_and_the_books_with_it() {
        Path directory = Visitor.newDirectory();
        String endpoint;
        try (Sandbox first = Sandbox.start(Visitor.settings(directory));
                Sandbox second = Sandbox.start(Visitor.settings(directory));
                var visitor = AdsVisitor.to(first)) {
            endpoint = first.adsEndpoint();
            assertThat(second.adsEndpoint()).isEqualTo(endpoint);
            visitor.search(QUERY);
        }
        try (Sandbox again = Sandbox.start(Visitor.settings(directory));
                var visitor = AdsVisitor.to(again)) {
            assertThat(again.adsEndpoint()).isEqualTo(endpoint);
            assertThat(visitor.visitor().totals("google").path("operations").asInt())
                    .isEqualTo(1);
            assertThat(visitor.search(QUERY)).hasSize(1);
        }
    }
}
