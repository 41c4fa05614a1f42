package io.downfunnel.sandbox.microsoft;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.TokenMint;
import io.downfunnel.sandbox.TokenMint.Grant;

/**
 * The token endpoint of the Microsoft identity platform, for a web application. Each answer brings a new refresh token; the
 * old one stays good for its 90 days. Source: guides/authentication-oauth-get-tokens.
 */
final class MicrosoftTokens {
    static final String PATH = "/common/oauth2/v2.0/token";

    private static final String SCOPE = "https://ads.microsoft.com/msads.manage";
    private static final Duration ACCESS_LIFE = Duration.ofSeconds(3599);
    private static final Duration REFRESH_LIFE = Duration.ofDays(90);

    private final SandboxClock clock;
    private final TokenMint access;
    private final TokenMint refresh;
    private final Instant firstConsent;

    private volatile Instant consentedAt;
    private volatile Instant validSince = Instant.EPOCH;
    private volatile boolean revoked;

    MicrosoftTokens(SandboxClock clock, Instant anchor, long seed) {
        this.clock = clock;
        this.access = new TokenMint("EwB_sandbox-", "microsoft-access-" + seed);
        this.refresh = new TokenMint(Advertiser.REFRESH_TOKEN + ".", "microsoft-refresh-" + seed);
        this.firstConsent = anchor;
        this.consentedAt = anchor;
    }

    /** The refusal of a request whose token is missing, unknown, revoked or too old. */
    Optional<Answer> refused(Call call) {
        var grant = call.bearer().flatMap(access::read);
        if (grant.isEmpty() || revoked) {
            return Optional.of(invalid());
        }
        return clock.instant().isBefore(grant.get().expiresAt())
                        && grant.get().issuedAt().isAfter(validSince)
                ? Optional.empty()
                : Optional.of(expired());
    }

    static Answer invalid() {
        return MicrosoftError.access(
                401,
                "InvalidCredentials",
                "Authentication failed. Either supplied credentials are invalid or the account is inactive");
    }

    static Answer expired() {
        return MicrosoftError.access(
                401,
                "AuthenticationTokenExpired",
                "Authentication token expired. Please renew it or obtain a new token.");
    }

    Answer answer(Call call) {
        var form = call.form();
        for (var required : List.of("client_id", "grant_type", "refresh_token", "scope")) {
            if (form.getOrDefault(required, "").isEmpty()) {
                return error(
                        400,
                        "invalid_request",
                        "AADSTS900144: The request body must contain the parameter " + required);
            }
        }
        if (!form.get("grant_type").equals("refresh_token")) {
            return error(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
        }
        if (!form.get("client_id").equals(Advertiser.CLIENT_ID)) {
            return error(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.");
        }
        if (!Advertiser.CLIENT_SECRET.equals(form.get("client_secret"))) {
            return error(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
        }
        if (!List.of(form.get("scope").split(" ")).contains(SCOPE)) {
            return error(
                    400,
                    "invalid_scope",
                    "AADSTS70011: The provided value for the input parameter scope is not valid.");
        }
        return revoked || !good(form) ? deadRefreshToken() : issued();
    }

    static Answer deadRefreshToken() {
        return error(
                400,
                "invalid_grant",
                "AADSTS70000: The user could not be authenticated or the grant is expired. The user must first sign in and"
                        + " if needed grant the client application access to the requested scope.");
    }

    private boolean good(Map<String, String> form) {
        var token = form.get("refresh_token");
        var now = clock.instant();
        return token.equals(Advertiser.REFRESH_TOKEN)
                ? now.isBefore(consentedAt.plus(REFRESH_LIFE))
                : refresh.read(token)
                        .filter(grant -> now.isBefore(grant.expiresAt()))
                        .isPresent();
    }

    private Answer issued() {
        var now = clock.instant();
        return Answer.json(
                200,
                Json.object()
                        .put("token_type", "Bearer")
                        .put("scope", SCOPE)
                        .put("expires_in", ACCESS_LIFE.toSeconds())
                        .put("access_token", access.mint(new Grant("user", List.of(SCOPE), now, now.plus(ACCESS_LIFE))))
                        .put(
                                "refresh_token",
                                refresh.mint(new Grant("user", List.of("r"), now, now.plus(REFRESH_LIFE)))));
    }

    static Answer error(int status, String error, String description) {
        return Answer.json(status, Json.object().put("error", error).put("error_description", description));
    }

    void revoke(boolean revoked) {
        this.revoked = revoked;
    }

    void expire(Instant upTo) {
        validSince = upTo;
    }

    void consent(Instant at) {
        consentedAt = at;
        revoked = false;
    }

    void reset() {
        revoked = false;
        consentedAt = firstConsent;
    }
}
