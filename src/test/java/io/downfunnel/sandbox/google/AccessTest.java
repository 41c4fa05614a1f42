package io.downfunnel.sandbox.google;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.google.DataManagerVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class AccessTest {

    Path directory;
    Sandbox sandbox;
    Visitor visitor;

    @BeforeEach
    void start() {
        directory = Visitor.newDirectory();
        sandbox = Sandbox.start(Visitor.settings(directory));
        visitor = Visitor.to(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_refresh_token_gives_an_access_token_for_an_hour_less_a_second() {
        JsonNode issued = refreshed(visitor).json();

        assertThat(issued.path("expires_in").asInt()).isEqualTo(3599);
        assertThat(issued.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(issued.path("scope").asText()).contains("https://www.googleapis.com/auth/datamanager");
    }

    @Test
    void what_is_wrong_with_a_token_request_has_a_name() {
        assertThat(form("client_id=x").json().path("error").asText()).isEqualTo("invalid_request");
        assertThat(form("grant_type=password").json().path("error").asText()).isEqualTo("unsupported_grant_type");
        assertThat(form("grant_type=refresh_token&client_id=x").status()).isEqualTo(401);
        assertThat(form("grant_type=refresh_token&client_id=sandbox-google-client.apps.example"
                                + "&client_secret=sandbox-google-secret&refresh_token=stale")
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_grant");
    }

    @Test
    void a_revoked_consent_ends_refreshing_and_the_tokens_given_out() {
        DataManagerVisitor google = DataManagerVisitor.to(sandbox);

        visitor.control("google/revoke", "{}");

        assertThat(refreshed(visitor).status()).isEqualTo(400);
        assertThat(refreshed(visitor).json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(google.ingest("{}").status()).isEqualTo(401);

        visitor.control("google/restore", "{}");
        assertThat(refreshed(visitor).status()).isEqualTo(200);
    }

    @Test
    void an_expired_token_is_unauthenticated_and_a_fresh_one_is_not() {
        DataManagerVisitor google = DataManagerVisitor.to(sandbox);

        visitor.control("google/expire-tokens", "{}");

        Reply expired = google.ingest(request(event("a-1", gclid("x"))));
        assertThat(expired.status()).isEqualTo(401);
        assertThat(expired.json().path("error").path("status").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(errorInfo(expired).path("reason").asText()).isEqualTo("ACCESS_TOKEN_EXPIRED");
        assertThat(DataManagerVisitor.to(sandbox)
                        .ingest(request(event("a-1", gclid("x"))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_token_ends_with_its_hour() {
        DataManagerVisitor google = DataManagerVisitor.to(sandbox);

        visitor.control("clock", "{\"advance\":\"PT1H\"}");

        assertThat(google.status("x").status()).isEqualTo(401);
    }

    @Test
    void a_token_without_the_scope_is_not_enough() {
        visitor.control("google/scopes", "{\"scopes\":[\"https://www.googleapis.com/auth/adwords\"]}");

        Reply reply = DataManagerVisitor.to(sandbox).ingest("{}");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(errorInfo(reply).path("reason").asText()).isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    @Test
    void no_token_and_a_forged_one_are_unauthenticated() {
        String token = DataManagerVisitor.token(visitor);

        assertThat(visitor.post("/v1/events:ingest", "{}").status()).isEqualTo(401);
        assertThat(new DataManagerVisitor(visitor, token + "A").ingest("{}").status())
                .isEqualTo(401);
        assertThat(new DataManagerVisitor(visitor, "ya29.real-looking")
                        .ingest("{}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_token_outlives_the_sandbox() {
        String token = DataManagerVisitor.token(visitor);
        sandbox.close();
        sandbox = Sandbox.start(Visitor.settings(directory));

        assertThat(new DataManagerVisitor(Visitor.to(sandbox), token)
                        .ingest(request(event("a-2", gclid("x"))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_service_account_signs_for_its_token() throws IOException, GeneralSecurityException {
        Reply reply = form("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                + assertion(Instant.now(), 3600));
        Reply tooLong = form("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                + assertion(Instant.now(), 7200));
        Reply forged = form("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                + assertion(Instant.now(), 3600).replaceFirst("\\.[^.]*$", ".AAAA"));

        assertThat(reply.status()).isEqualTo(200);
        String token = reply.json().path("access_token").asText();
        assertThat(new DataManagerVisitor(visitor, token).status("x").status()).isEqualTo(400);
        assertThat(tooLong.json().path("error_description").asText()).contains("short-lived");
        assertThat(forged.json().path("error_description").asText()).isEqualTo("Invalid JWT Signature.");
    }

    @Test
    void the_day_quota_is_named_and_holds_until_the_next_day() {
        visitor.control("google/quota", "{\"perMinute\":100,\"perDay\":1}");
        DataManagerVisitor google = DataManagerVisitor.to(sandbox);
        google.accepted(event("q-1", gclid("x")));

        Reply reply = google.ingest(request(event("q-2", gclid("x"))));

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("error").path("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(errorInfo(reply).path("metadata").path("quota_limit").asText())
                .isEqualTo("IngestionMutateRequestsPerDayPerProject");
        assertThat(google.status("x").status())
                .as("reading has a quota of its own")
                .isEqualTo(400);

        visitor.control("clock", "{\"advance\":\"PT24H\"}");
        assertThat(DataManagerVisitor.to(sandbox)
                        .ingest(request(event("q-2", gclid("x"))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void three_hundred_requests_fit_in_a_minute() {
        try (Sandbox real =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withSpeed(1))) {
            DataManagerVisitor google = DataManagerVisitor.to(real);
            Reply reply = google.ingest("{}");
            for (int sent = 1; sent < 700 && reply.status() == 400; sent++) {
                reply = google.ingest("{}");
            }

            assertThat(errorInfo(reply).path("metadata").path("quota_limit").asText())
                    .isEqualTo("IngestionMutateRequestsPerMinutePerProject");
            JsonNode outcomes = google.visitor().totals("google").path("outcomes");
            // The test may straddle the end of a minute.
            assertThat(outcomes.path("refused 400").asInt()).isBetween(300, 600);
        }
    }

    @Test
    void faults_of_the_token_endpoint_are_a_dead_grant() {
        visitor.control("faults", "{\"vendor\":\"google\",\"kind\":\"token-revoked\",\"path\":\"/token\"}");

        assertThat(refreshed(visitor).json().path("error").asText()).isEqualTo("invalid_grant");
        assertThat(refreshed(visitor).status()).isEqualTo(200);
    }

    private Reply form(String fields) {
        return visitor.post("/token", fields, "Content-Type", "application/x-www-form-urlencoded");
    }

    private String assertion(Instant issuedAt, long life) throws IOException, GeneralSecurityException {
        JsonNode keyFile = Visitor.parsed(Files.readString(directory.resolve(ServiceAccount.FILE)));
        String pem = keyFile.path("private_key").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
        String claims = """
                {"iss":"%s","scope":"https://www.googleapis.com/auth/datamanager","aud":"%s/token","iat":%d,"exp":%d}""".formatted(
                        keyFile.path("client_email").asText(),
                        sandbox.url(),
                        issuedAt.getEpochSecond(),
                        issuedAt.getEpochSecond() + life);
        String unsigned = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
        signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
        return unsigned + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JsonNode errorInfo(Reply reply) {
        return reply.json().path("error").path("details").path(0);
    }
}
