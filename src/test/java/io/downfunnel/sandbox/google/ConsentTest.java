package io.downfunnel.sandbox.google;

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
    private static final String PAGE = "/o/oauth2/v2/auth";
    private static final String REDIRECT = "http://localhost:8080/connections/google/callback";
    private static final String DATA_MANAGER = "https://www.googleapis.com/auth/datamanager";
    private static final String ADWORDS = "https://www.googleapis.com/auth/adwords";
    /** The example of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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
        asked.put("client_id", sandbox.accounts().google().clientId());
        asked.put("redirect_uri", REDIRECT);
        asked.put("response_type", "code");
        asked.put("scope", ADWORDS + " " + DATA_MANAGER);
        asked.put("state", "a \"state\" & more");
        asked.put("access_type", "offline");
        asked.put("prompt", "consent");
        asked.put("code_challenge", CHALLENGE);
        asked.put("code_challenge_method", "S256");
        return asked;
    }

    private Reply accepted(Map<String, String> asked, String... unticked) {
        return person.decide(PAGE, person.open(PAGE, asked), "accept", unticked);
    }

    private String code() {
        return sentBackWith(accepted(question())).get("code");
    }

    private Map<String, String> exchange(String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("client_id", sandbox.accounts().google().clientId());
        form.put("client_secret", sandbox.accounts().google().clientSecret());
        form.put("code_verifier", VERIFIER);
        return form;
    }

    private Reply token(Map<String, String> form) {
        return person.post("/token", form);
    }

    private Reply refresh(String refreshToken) {
        return token(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken,
                "client_id",
                sandbox.accounts().google().clientId(),
                "client_secret",
                sandbox.accounts().google().clientSecret()));
    }

    @Test
    void who_allows_is_sent_back_with_a_code_and_the_state_as_it_was() {
        var back = accepted(question());

        assertThat(back.status()).isEqualTo(302);
        assertThat(back.header("Location")).startsWith(REDIRECT + "?");
        assertThat(sentBackWith(back))
                .containsEntry("state", "a \"state\" & more")
                .containsKey("code");
    }

    @Test
    void a_code_becomes_tokens_that_go_on_working_after_a_restart() {
        var tokens = token(exchange(code())).json();

        assertThat(tokens.path("scope").asText()).isEqualTo(ADWORDS + " " + DATA_MANAGER);
        var refreshed = refresh(tokens.path("refresh_token").asText());
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.json().path("scope").asText()).contains(DATA_MANAGER);
        assertThat(refreshed.json().has("refresh_token")).isFalse();
    }

    @Test
    void a_scope_that_is_unticked_is_not_granted_and_neither_is_it_later() {
        var back = sentBackWith(accepted(question(), DATA_MANAGER));
        assertThat(back).containsEntry("scope", ADWORDS);

        var tokens = token(exchange(back.get("code"))).json();

        assertThat(tokens.path("scope").asText()).isEqualTo(ADWORDS);
        assertThat(refresh(tokens.path("refresh_token").asText())
                        .json()
                        .path("scope")
                        .asText())
                .isEqualTo(ADWORDS);
    }

    @Test
    void who_declines_or_ticks_nothing_is_sent_back_with_access_denied() {
        var page = person.open(PAGE, question());

        assertThat(sentBackWith(person.decide(PAGE, page, "deny")))
                .containsEntry("error", "access_denied")
                .containsKey("state")
                .doesNotContainKey("code");
        assertThat(sentBackWith(person.decide(PAGE, page, "accept", ADWORDS, DATA_MANAGER)))
                .containsEntry("error", "access_denied");
    }

    @Test
    void a_wrong_question_is_answered_on_a_page_and_nobody_is_sent_anywhere() {
        Stream.of(
                        Map.of("redirect_uri", REDIRECT + "/"),
                        Map.of("redirect_uri", "https://evil.example/callback"),
                        Map.of("client_id", "somebody-else"),
                        Map.of("response_type", "token"),
                        Map.of("scope", ""),
                        Map.of("scope", "https://www.googleapis.com/auth/everything"),
                        Map.of("code_challenge_method", "plain"),
                        Map.of("code_challenge", "too-short"))
                .forEach(change -> {
                    var asked = question();
                    asked.putAll(change);
                    var page = person.open(PAGE, asked);
                    assertThat(page.status()).as(change.toString()).isIn(400, 401);
                    assertThat(page.header("Location")).isEmpty();
                    var forced = new LinkedHashMap<>(asked);
                    forced.put("decision", "accept");
                    assertThat(person.post(PAGE, forced).status())
                            .as(change.toString())
                            .isIn(400, 401);
                });
    }

    @Test
    void a_code_is_taken_once() {
        var code = code();
        assertThat(token(exchange(code)).status()).isEqualTo(200);

        assertThat(token(exchange(code)).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void a_code_lives_ten_minutes() {
        var code = code();
        person.visitor().control("clock", "{\"advance\":\"PT10M\"}");

        assertThat(token(exchange(code)).json().path("error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void a_code_is_good_only_for_the_client_the_address_and_the_proof_key_it_was_given_to() {
        var changes = Map.of(
                "redirect_uri", "redirect_uri_mismatch",
                "code_verifier", "invalid_grant",
                "client_id", "invalid_client",
                "client_secret", "invalid_client");
        changes.forEach((field, error) -> {
            var form = exchange(code());
            form.put(field, "wrong");
            assertThat(token(form).json().path("error").asText()).as(field).isEqualTo(error);
        });
        var without = exchange(code());
        without.remove("code_verifier");
        assertThat(token(without).json().path("error_description").asText()).isEqualTo("Missing code verifier.");
    }

    @Test
    void without_asking_for_consent_again_a_second_sign_in_brings_no_refresh_token() {
        token(exchange(code()));
        var asked = question();
        asked.remove("prompt");

        var tokens = token(exchange(sentBackWith(accepted(asked)).get("code"))).json();

        assertThat(tokens.has("access_token")).isTrue();
        assertThat(tokens.has("refresh_token")).isFalse();
    }

    @Test
    void who_consents_anew_after_taking_it_back_is_let_in_while_the_old_tokens_stay_dead() {
        var old = token(exchange(code())).json().path("refresh_token").asText();
        person.visitor().control("google/revoke", "{}");
        assertThat(refresh(old).json().path("error").asText()).isEqualTo("invalid_grant");

        var anew = token(exchange(code())).json().path("refresh_token").asText();

        assertThat(refresh(anew).status()).isEqualTo(200);
        assertThat(refresh(old).status()).isEqualTo(400);
    }

    @Test
    void an_address_has_to_be_registered_and_encrypted_unless_it_is_on_this_machine() {
        var refused = person.visitor()
                .post("/__sandbox/google/redirect-uris", "{\"uris\":[\"http://downfunnel.example/callback\"]}");
        assertThat(refused.status()).isEqualTo(400);

        person.visitor().control("google/redirect-uris", "{\"uris\":[\"https://downfunnel.example/callback\"]}");
        var asked = question();
        asked.put("redirect_uri", "https://downfunnel.example/callback");
        assertThat(person.open(PAGE, asked).status()).isEqualTo(200);
    }
}
