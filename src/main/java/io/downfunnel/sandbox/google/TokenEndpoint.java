package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.TokenMint;
import io.downfunnel.sandbox.TokenMint.Grant;

/** Google's {@code /token}: refresh tokens and service accounts. Source: google.md §7. */
final class TokenEndpoint {

    static final String DATA_MANAGER = "https://www.googleapis.com/auth/datamanager";
    static final String ADWORDS = "https://www.googleapis.com/auth/adwords";

    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Duration LIFE = Duration.ofSeconds(3599);

    private final SandboxAccounts.Google account;
    private final SandboxClock clock;
    private final ServiceAccount serviceAccount;
    private final TokenMint mint;

    private volatile boolean revoked;
    private volatile Instant validSince = Instant.EPOCH;
    private volatile List<String> scopes = List.of(ADWORDS, DATA_MANAGER);

    TokenEndpoint(SandboxAccounts.Google account, SandboxClock clock, ServiceAccount serviceAccount, long seed) {
        this.account = account;
        this.clock = clock;
        this.serviceAccount = serviceAccount;
        this.mint = new TokenMint("ya29.sandbox-", "google-" + seed);
    }

    Answer answer(Call call) {
        if (!call.method().equals("POST")) {
            return Answer.empty(405);
        }
        Map<String, String> form = call.form();
        return switch (form.getOrDefault("grant_type", "")) {
            case "refresh_token" -> refresh(form);
            case JWT_BEARER -> serviceAccount(form);
            case "" -> error(400, "invalid_request", "Required parameter is missing: grant_type");
            default -> error(400, "unsupported_grant_type", "Invalid grant_type: " + form.get("grant_type"));
        };
    }

    /** What the bearer of this request may do; empty when the token is none of ours, too old or taken back. */
    Optional<Grant> grant(Call call) {
        return standing(call) instanceof Standing.Good(var grant) ? Optional.of(grant) : Optional.empty();
    }

    /** What the token of this request is worth. */
    Standing standing(Call call) {
        if (call.bearer().isEmpty()) {
            return Standing.Bad.MISSING;
        }
        Optional<Grant> grant = call.bearer().flatMap(mint::read);
        if (grant.isEmpty()) {
            return Standing.Bad.INVALID;
        }
        if (revoked) {
            return Standing.Bad.REVOKED;
        }
        boolean lives = clock.instant().isBefore(grant.get().expiresAt())
                && grant.get().issuedAt().isAfter(validSince);
        return lives ? new Standing.Good(grant.get()) : Standing.Bad.EXPIRED;
    }

    void revoke(boolean revoked) {
        this.revoked = revoked;
    }

    /** Every token issued up to this instant is as if its hour had passed. */
    void expire(Instant upTo) {
        validSince = upTo;
    }

    void grantOnly(List<String> scopes) {
        this.scopes = List.copyOf(scopes);
    }

    static Answer error(int status, String error, String description) {
        return Answer.json(status, Json.object().put("error", error).put("error_description", description));
    }

    private Answer refresh(Map<String, String> form) {
        if (!account.clientId().equals(form.get("client_id"))) {
            return error(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!account.clientSecret().equals(form.get("client_secret"))) {
            return error(401, "invalid_client", "The provided client secret is invalid.");
        }
        if (!form.containsKey("refresh_token")) {
            return error(400, "invalid_request", "Missing required parameter: refresh_token");
        }
        if (!account.refreshToken().equals(form.get("refresh_token"))) {
            return error(400, "invalid_grant", "Bad Request");
        }
        return revoked
                ? error(400, "invalid_grant", "Token has been expired or revoked.")
                : issued("user@sandbox.example", scopes);
    }

    private Answer serviceAccount(Map<String, String> form) {
        return switch (serviceAccount.check(form.getOrDefault("assertion", ""), clock.instant())) {
            case ServiceAccount.Refused(var why) -> error(400, "invalid_grant", why);
            case ServiceAccount.Welcome(var asked) ->
                revoked
                        ? error(400, "invalid_grant", "Invalid grant: account not found")
                        : issued(account.serviceAccount(), asked);
        };
    }

    private Answer issued(String subject, List<String> scopes) {
        Instant now = clock.instant();
        return Answer.json(
                200,
                Json.object()
                        .put("access_token", mint.mint(new Grant(subject, scopes, now, now.plus(LIFE))))
                        .put("expires_in", LIFE.toSeconds())
                        .put("scope", String.join(" ", scopes))
                        .put("token_type", "Bearer"));
    }
}
