package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

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
    private final ConsentGrant consents;

    private volatile boolean revoked;
    private volatile Instant revokedAt = Instant.EPOCH;
    private volatile Instant validSince = Instant.EPOCH;
    private volatile List<String> scopes = List.of(ADWORDS, DATA_MANAGER);

    TokenEndpoint(
            SandboxAccounts.Google account,
            SandboxClock clock,
            ServiceAccount serviceAccount,
            ConsentGrant consents,
            long seed) {
        this.account = account;
        this.clock = clock;
        this.serviceAccount = serviceAccount;
        this.consents = consents;
        this.mint = new TokenMint("ya29.sandbox-", "google-" + seed);
    }

    Answer answer(Call call) {
        if (!call.method().equals("POST")) {
            return Answer.empty(405);
        }
        Map<String, String> form = call.form();
        return switch (form.getOrDefault("grant_type", "")) {
            case "refresh_token" -> refresh(form);
            case "authorization_code" -> unknownClient(form).orElseGet(() -> consented(form));
            case JWT_BEARER -> serviceAccount(form);
            case "" -> error(400, "invalid_request", "Required parameter is missing: grant_type");
            default -> error(400, "unsupported_grant_type", "Invalid grant_type: " + form.get("grant_type"));
        };
    }

    /** What the bearer of this request may do; empty when the token is none of ours, too old or taken back. */
    Optional<Grant> grant(Call call) {
        Instant now = clock.instant();
        return call.bearer()
                .flatMap(mint::read)
                .filter(grant -> !over(grant) && now.isBefore(grant.expiresAt()))
                .filter(grant -> grant.issuedAt().isAfter(validSince));
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

    private Optional<Answer> unknownClient(Map<String, String> form) {
        if (!account.clientId().equals(form.get("client_id"))) {
            return Optional.of(error(401, "invalid_client", "The OAuth client was not found."));
        }
        return account.clientSecret().equals(form.get("client_secret"))
                ? Optional.empty()
                : Optional.of(error(401, "invalid_client", "The provided client secret is invalid."));
    }

    private Answer refresh(Map<String, String> form) {
        return unknownClient(form).orElseGet(() -> {
            if (!form.containsKey("refresh_token")) {
                return error(400, "invalid_request", "Missing required parameter: refresh_token");
            }
            var consent = consents.read(form.get("refresh_token"));
            if (consent.isEmpty() && !account.refreshToken().equals(form.get("refresh_token"))) {
                return error(400, "invalid_grant", "Bad Request");
            }
            return consent.map(this::over).orElse(revoked)
                    ? error(400, "invalid_grant", "Token has been expired or revoked.")
                    : Answer.json(
                            200,
                            issued(
                                    "user@sandbox.example",
                                    consent.map(Grant::scopes).orElse(scopes)));
        });
    }

    private Answer consented(Map<String, String> form) {
        return switch (consents.redeem(form)) {
            case ConsentGrant.Redeemed.Bad(var answer) -> answer;
            case ConsentGrant.Redeemed.Good(var code) -> {
                var body = issued("user@sandbox.example", code.scopes());
                if (code.offline()) {
                    body.put("refresh_token", consents.refreshToken(code));
                }
                yield Answer.json(200, body);
            }
        };
    }

    private Answer serviceAccount(Map<String, String> form) {
        return switch (serviceAccount.check(form.getOrDefault("assertion", ""), clock.instant())) {
            case ServiceAccount.Refused(var why) -> error(400, "invalid_grant", why);
            case ServiceAccount.Welcome(var asked) ->
                revoked
                        ? error(400, "invalid_grant", "Invalid grant: account not found")
                        : Answer.json(200, issued(account.serviceAccount(), asked));
        };
    }

    private ObjectNode issued(String subject, List<String> scopes) {
        Instant now = clock.instant();
        return Json.object()
                .put("access_token", mint.mint(new Grant(subject, scopes, now, now.plus(LIFE))))
                .put("expires_in", LIFE.toSeconds())
                .put("scope", String.join(" ", scopes))
                .put("token_type", "Bearer");
    }
}
