package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.AuthorizationCodes;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.TokenMint;
import io.downfunnel.sandbox.TokenMint.Grant;

/** LinkedIn's OAuth: refreshing tokens, and telling good ones from bad. Source: linkedin.md §4. */
final class LinkedInTokens {

    static final String EVENTS = "rw_conversions";
    static final String ADS = "r_ads";

    /** Of the product Lead Sync. */
    static final String LEADS = "r_marketing_leadgen_automation";

    private static final List<String> GRANTED = List.of(EVENTS, ADS, AnalyticsResource.REPORTING, LEADS);

    private static final Duration ACCESS_LIFE = Duration.ofDays(60);

    /** Counts from the consent on; refreshing does not prolong it. */
    private static final Duration REFRESH_LIFE = Duration.ofDays(365);

    private static final Duration CONSENTED_BEFORE_ANCHOR = Duration.ofDays(100);

    /** A token that is good, or the refusal. */
    sealed interface Verdict {}

    record Good(Grant grant) implements Verdict {}

    record Bad(Answer answer) implements Verdict {}

    private final SandboxAccounts.LinkedIn account;
    private final SandboxClock clock;
    private final TokenMint mint;
    private final TokenMint refreshMint;
    private final ConsentEndpoint consent;
    private final Instant firstConsent;

    private volatile Instant consentedAt;
    private volatile Instant validSince = Instant.EPOCH;
    private volatile boolean revoked;
    private volatile Instant revokedAt = Instant.EPOCH;
    private volatile List<String> consentedScopes = GRANTED;
    private volatile List<String> scopes = GRANTED;

    LinkedInTokens(
            SandboxAccounts.LinkedIn account, SandboxClock clock, ConsentEndpoint consent, Instant anchor, long seed) {
        this.account = account;
        this.clock = clock;
        this.consent = consent;
        this.refreshMint = new TokenMint("AQX-sandbox-refresh-", "linkedin-consent-" + seed);
        this.mint = new TokenMint("AQX-sandbox-", "linkedin-" + seed);
        this.firstConsent = anchor.minus(CONSENTED_BEFORE_ANCHOR);
        this.consentedAt = firstConsent;
    }

    Verdict check(Call call) {
        Optional<String> token = call.bearer().filter(value -> !value.isEmpty());
        if (token.isEmpty()) {
            return new Bad(LinkedInError.emptyToken());
        }
        Optional<Grant> grant =
                token.get().equals(account.directToken()) ? Optional.of(direct()) : mint.read(token.get());
        if (grant.isEmpty()) {
            return new Bad(LinkedInError.invalidToken());
        }
        if (revoked && (direct(grant.get()) || over(grant.get()))) {
            return new Bad(LinkedInError.revokedToken());
        }
        return clock.instant().isBefore(grant.get().expiresAt())
                        && grant.get().issuedAt().isAfter(validSince)
                ? new Good(grant.get())
                : new Bad(LinkedInError.expiredToken());
    }

    Answer answer(Call call) {
        Map<String, String> form = call.form();
        for (String required : List.of("grant_type", "client_id", "client_secret")) {
            if (form.getOrDefault(required, "").isEmpty()) {
                return missing(required);
            }
        }
        if (!form.get("client_id").equals(account.clientId())) {
            return error(
                    400, "invalid_client_id", "The passed in client_id is invalid \"" + form.get("client_id") + "\"");
        }
        if (!form.get("client_secret").equals(account.clientSecret())) {
            return error(401, "invalid_client_id", "Client authentication failed");
        }
        return switch (form.get("grant_type")) {
            case "refresh_token" -> refresh(form.getOrDefault("refresh_token", ""));
            case "client_credentials" ->
                error(401, "access_denied", "This application is not allowed to create application tokens");
            case "authorization_code" -> consented(form);
            default -> error(400, "invalid_request", "The passed in grant_type is invalid");
        };
    }

    /** What is known of a token; those of other clients, such as the direct one, are told apart from none at all. */
    Answer introspect(Call call) {
        Map<String, String> form = call.form();
        for (String required : List.of("client_id", "client_secret", "token")) {
            if (form.getOrDefault(required, "").isEmpty()) {
                return missing(required);
            }
        }
        if (!form.get("client_id").equals(account.clientId())) {
            return error(
                    400, "invalid_client_id", "The passed in client_id is invalid \"" + form.get("client_id") + "\"");
        }
        if (!form.get("client_secret").equals(account.clientSecret())) {
            return error(401, "invalid_client_id", "Client authentication failed");
        }
        String token = form.get("token");
        if (token.equals(account.directToken())) {
            return Answer.json(200, Json.object().put("active", false));
        }
        return mint.read(token)
                .map(grant -> Answer.json(200, told(grant)))
                .orElseGet(() -> error(400, "invalid_request", "The passed in token is invalid"));
    }

    private ObjectNode told(Grant grant) {
        boolean ended = over(grant);
        boolean expired = !clock.instant().isBefore(grant.expiresAt())
                || !grant.issuedAt().isAfter(validSince);
        return Json.object()
                .put("active", !ended && !expired)
                .put("client_id", account.clientId())
                .put("authorized_at", consentedAt.getEpochSecond())
                .put("created_at", grant.issuedAt().getEpochSecond())
                .put("status", ended ? "revoked" : expired ? "expired" : "active")
                .put("expires_at", grant.expiresAt().getEpochSecond())
                .put("scope", String.join(",", grant.scopes()))
                .put("auth_type", "3L");
    }

    /** Everything granted up to this instant is taken back; who consents anew afterwards is let in again. */
    void revoke(Instant at) {
        revoked = true;
        revokedAt = at;
    }

    void restore() {
        revoked = false;
    }

    private boolean over(Grant grant) {
        return revoked && !grant.issuedAt().isAfter(revokedAt);
    }

    private static boolean direct(Grant grant) {
        return grant.subject().equals("direct");
    }

    void expire(Instant upTo) {
        validSince = upTo;
    }

    /** The member says yes again: a new year for the refresh token. */
    void consent(Instant at) {
        consentedAt = at;
        revoked = false;
    }

    void grantOnly(List<String> scopes) {
        this.scopes = List.copyOf(scopes);
    }

    void reset() {
        revoked = false;
        consentedAt = firstConsent;
        scopes = GRANTED;
        consentedScopes = scopes;
        consent.reset();
    }

    static Answer deadRefreshToken() {
        return error(
                400,
                "invalid_request",
                "The provided authorization grant or refresh token is invalid, expired or revoked");
    }

    private Answer refresh(String refreshToken) {
        if (refreshToken.isEmpty()) {
            return missing("refresh_token");
        }
        var granted = refreshMint.read(refreshToken);
        if (granted.isEmpty() && !refreshToken.equals(account.refreshToken())) {
            return deadRefreshToken();
        }
        return granted.map(this::over).orElse(revoked)
                ? deadRefreshToken()
                : issued(
                        refreshToken,
                        granted.map(Grant::issuedAt).orElse(consentedAt),
                        granted.map(Grant::scopes).orElse(scopes),
                        clock.instant());
    }

    /** A token of 60 days, or of what is left of the year since the consent. */
    private Answer issued(String refreshToken, Instant since, List<String> scopes, Instant now) {
        Duration left = Duration.between(now, since.plus(REFRESH_LIFE));
        if (left.isNegative() || left.isZero()) {
            return deadRefreshToken();
        }
        Duration life = left.compareTo(ACCESS_LIFE) < 0 ? left : ACCESS_LIFE;
        return Answer.json(
                200,
                Json.object()
                        .put("access_token", mint.mint(new Grant("member", scopes, now, now.plus(life))))
                        .put("expires_in", life.toSeconds())
                        .put("refresh_token", refreshToken)
                        .put("refresh_token_expires_in", left.toSeconds())
                        .put("scope", String.join(",", scopes)));
    }

    private Answer consented(Map<String, String> form) {
        for (String required : List.of("code", "redirect_uri")) {
            if (form.getOrDefault(required, "").isEmpty()) {
                return missing(required);
            }
        }
        var code = consent.take(form.get("code"));
        if (code.isEmpty()) {
            return error(401, "invalid_request", "Unable to retrieve access token: authorization code not found");
        }
        if (AuthorizationCodes.expired(code.get(), clock.instant())
                || !code.get().redirectUri().equals(form.get("redirect_uri"))
                || form.containsKey("code_verifier")) {
            return error(
                    400,
                    "invalid_redirect_uri",
                    "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code."
                            + " Or authorization code expired. Or external member binding exists");
        }
        Instant now = clock.instant();
        var granted = code.get().scopes();
        if (!Set.copyOf(granted).equals(Set.copyOf(consentedScopes))) {
            // linkedin.md §4.2: another set of scopes ends all earlier access tokens of the member and the app.
            validSince = now.minusNanos(1);
            consentedScopes = granted;
        }
        return issued(refreshMint.mint(new Grant("member", granted, now, Instant.MAX)), now, granted, now);
    }

    /** Made by the advertiser in Campaign Manager; good for events and, as far as is known, for nothing else. */
    private static Grant direct() {
        return new Grant("direct", List.of(EVENTS), Instant.MAX, Instant.MAX);
    }

    private static Answer missing(String parameter) {
        return error(400, "invalid_request", "A required parameter \"" + parameter + "\" is missing");
    }

    static Answer error(int status, String error, String description) {
        return Answer.json(status, Json.object().put("error", error).put("error_description", description));
    }
}
