package io.downfunnel.sandbox.google;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.AuthorizationCodes;
import io.downfunnel.sandbox.AuthorizationCodes.Code;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.TokenMint;
import io.downfunnel.sandbox.TokenMint.Grant;

/** The refresh tokens that Google's consent page leads to. They carry what was granted, so that they outlive the process. */
final class ConsentGrant {
    private final ConsentEndpoint consent;
    private final SandboxClock clock;
    private final TokenMint mint;

    ConsentGrant(ConsentEndpoint consent, SandboxClock clock, long seed) {
        this.consent = consent;
        this.clock = clock;
        this.mint = new TokenMint("1//sandbox-", "google-consent-" + seed);
    }

    /** What somebody granted with this code; or why not. */
    sealed interface Redeemed {
        record Good(Code code) implements Redeemed {}

        record Bad(Answer answer) implements Redeemed {}
    }

    Redeemed redeem(Map<String, String> form) {
        if (!form.containsKey("code")) {
            return bad("invalid_request", "Missing required parameter: code");
        }
        var code = consent.take(form.get("code"));
        if (code.isEmpty() || AuthorizationCodes.expired(code.get(), clock.instant())) {
            return bad("invalid_grant", "Malformed auth code.");
        }
        if (!code.get().redirectUri().equals(form.get("redirect_uri"))) {
            return bad("redirect_uri_mismatch", "Bad Request");
        }
        if (!proven(code.get().challenge(), Optional.ofNullable(form.get("code_verifier")))) {
            return bad(
                    "invalid_grant",
                    form.containsKey("code_verifier") ? "Invalid code verifier." : "Missing code verifier.");
        }
        return new Redeemed.Good(code.get());
    }

    private static boolean proven(Optional<String> challenge, Optional<String> verifier) {
        return challenge.equals(verifier.map(ConsentGrant::challenge));
    }

    private static String challenge(String verifier) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    String refreshToken(Code code) {
        return mint.mint(new Grant("user@sandbox.example", code.scopes(), clock.instant(), Instant.MAX));
    }

    /** Empty for a token that no consent led to. */
    Optional<Grant> read(String refreshToken) {
        return mint.read(refreshToken);
    }

    private static Redeemed bad(String error, String description) {
        return new Redeemed.Bad(TokenEndpoint.error(400, error, description));
    }
}
