package io.downfunnel.sandbox.linkedin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.ConsentVisitor;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static io.downfunnel.sandbox.ConsentVisitor.sentBackWith;
import static org.assertj.core.api.Assertions.assertThat;

class ConsentTest {
    private static final String PAGE = "/oauth/v2/authorization";
    private static final String REDIRECT = "https://downfunnel.example/connections/linkedin/callback";
    private static final long YEAR = 365 * 24 * 3600;

    private Sandbox sandbox;
    private ConsentVisitor person;

    @BeforeEach
    void start() {
        sandbox = Visitor.freshSandbox();
        person = new ConsentVisitor(Visitor.to(sandbox));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Map<String, String> question() {
        var asked = new LinkedHashMap<String, String>();
        asked.put("client_id", sandbox.accounts().linkedin().clientId());
        asked.put("redirect_uri", REDIRECT);
        asked.put("response_type", "code");
        asked.put("scope", "rw_conversions r_ads r_ads_reporting");
        asked.put("state", "state");
        return asked;
    }

    private String code(Map<String, String> asked) {
        return sentBackWith(person.decide(PAGE, person.open(PAGE, asked), "accept"))
                .get("code");
    }

    private Map<String, String> exchange(String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("client_id", sandbox.accounts().linkedin().clientId());
        form.put("client_secret", sandbox.accounts().linkedin().clientSecret());
        return form;
    }

    private Reply token(Map<String, String> form) {
        return person.post("/oauth/v2/accessToken", form);
    }

    private Reply refresh(String refreshToken) {
        return token(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken,
                "client_id",
                sandbox.accounts().linkedin().clientId(),
                "client_secret",
                sandbox.accounts().linkedin().clientSecret()));
    }

    @Test
    void a_code_becomes_an_access_token_of_60_days_and_a_refresh_token_of_a_year_that_refreshing_does_not_prolong() {
        var tokens = token(exchange(code(question()))).json();

        assertThat(tokens.path("expires_in").asLong()).isEqualTo(60 * 24 * 3600);
        assertThat(tokens.path("refresh_token_expires_in").asLong()).isEqualTo(YEAR);
        person.visitor().control("clock", "{\"advance\":\"P59D\"}");
        var refreshed = refresh(tokens.path("refresh_token").asText()).json();
        assertThat(refreshed.path("refresh_token")).isEqualTo(tokens.path("refresh_token"));
        assertThat(refreshed.path("refresh_token_expires_in").asLong())
                .isLessThanOrEqualTo(YEAR - 59 * 24 * 3600)
                .isGreaterThan(YEAR - 60 * 24 * 3600);
        person.visitor().control("clock", "{\"advance\":\"P306D\"}");
        assertThat(refresh(tokens.path("refresh_token").asText()).status()).isEqualTo(400);
    }

    @Test
    void who_cancels_is_sent_back_in_linkedins_words() {
        assertThat(sentBackWith(person.decide(PAGE, person.open(PAGE, question()), "deny")))
                .containsEntry("error", "user_cancelled_authorize")
                .containsEntry("state", "state");
    }

    @Test
    void a_wrong_question_is_answered_with_401_and_one_ungranted_scope_fails_all() {
        Stream.of(
                        Map.of("redirect_uri", "http://downfunnel.example/connections/linkedin/callback"),
                        Map.of("client_id", "somebody-else"),
                        Map.of("response_type", "token"),
                        Map.of("scope", "rw_conversions w_member_social"))
                .forEach(change -> {
                    var asked = question();
                    asked.putAll(change);
                    assertThat(person.open(PAGE, asked).status())
                            .as(change.toString())
                            .isEqualTo(401);
                });
    }

    @Test
    void a_code_is_taken_once_in_time_and_with_the_same_address() {
        var code = code(question());
        assertThat(token(exchange(code)).status()).isEqualTo(200);
        assertThat(token(exchange(code)).status()).isEqualTo(401);
        var elsewhere = exchange(code(question()));
        elsewhere.put("redirect_uri", REDIRECT + "/");
        assertThat(token(elsewhere).json().path("error").asText()).isEqualTo("invalid_redirect_uri");
        var late = exchange(code(question()));
        person.visitor().control("clock", "{\"advance\":\"PT10M\"}");
        assertThat(token(late).json().path("error").asText()).isEqualTo("invalid_redirect_uri");
        var without = exchange(code(question()));
        without.remove("redirect_uri");
        assertThat(token(without).json().path("error_description").asText())
                .isEqualTo("A required parameter \"redirect_uri\" is missing");
    }

    @Test
    void another_set_of_scopes_ends_all_earlier_access_tokens() {
        var before =
                token(exchange(code(question()))).json().path("access_token").asText();
        assertThat(works(before)).isTrue();
        var fewer = question();
        fewer.put("scope", "rw_conversions r_ads");

        var after = token(exchange(code(fewer))).json().path("access_token").asText();

        assertThat(works(before)).isFalse();
        assertThat(works(after)).isTrue();
    }

    private boolean works(String token) {
        return person.visitor()
                        .post(
                                "/rest/conversionEvents",
                                "{}",
                                "Authorization",
                                "Bearer " + token,
                                "LinkedIn-Version",
                                "202609",
                                "X-Restli-Protocol-Version",
                                "2.0.0",
                                "Content-Type",
                                "application/json")
                        .status()
                != 401;
    }

    @Test
    void a_redirect_address_without_encryption_cannot_be_registered_at_all() {
        assertThat(person.visitor()
                        .post(
                                "/__sandbox/linkedin/redirect-uris",
                                "{\"uris\":[\"http://localhost:8080/connections/linkedin/callback\"]}")
                        .status())
                .isEqualTo(400);
    }
}
