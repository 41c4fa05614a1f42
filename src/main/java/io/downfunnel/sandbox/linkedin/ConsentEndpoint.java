package io.downfunnel.sandbox.linkedin;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.AuthorizationCodes;
import io.downfunnel.sandbox.AuthorizationCodes.Code;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ConsentPage;
import io.downfunnel.sandbox.RedirectUris;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.SandboxClock;

/**
 * LinkedIn's consent page: all or nothing, and without a proof key (linkedin.md §4.2, §4.3). What is wrong with the
 * question is told on a page with the status 401.
 */
final class ConsentEndpoint {
    static final String PATH = "/oauth/v2/authorization";

    private static final String VENDOR = "LinkedIn";
    /** Those of the products that the app has. */
    private static final Set<String> PRODUCTS =
            Set.of(LinkedInTokens.EVENTS, LinkedInTokens.ADS, "r_ads_reporting", LinkedInTokens.LEADS);

    private final SandboxAccounts.LinkedIn account;
    private final SandboxClock clock;
    private final AuthorizationCodes codes = new AuthorizationCodes();
    private final RedirectUris redirects =
            new RedirectUris(false, "https://downfunnel.example/connections/linkedin/callback");

    ConsentEndpoint(SandboxAccounts.LinkedIn account, SandboxClock clock) {
        this.account = account;
        this.clock = clock;
    }

    RedirectUris redirects() {
        return redirects;
    }

    void reset() {
        redirects.reset();
        codes.clear();
    }

    Optional<Code> take(String code) {
        return codes.take(code);
    }

    Answer answer(Call call) {
        return switch (call.method()) {
            case "GET" -> {
                var asked = call.parameters();
                yield refusal(asked)
                        .orElseGet(() -> ConsentPage.ask(VENDOR, "Downfunnel", PATH, asked, scopes(asked), false));
            }
            case "POST" -> {
                var form = call.form();
                yield refusal(form).orElseGet(() -> decided(form));
            }
            default -> Answer.empty(405);
        };
    }

    private Answer decided(Map<String, String> form) {
        var redirect = form.get("redirect_uri");
        if (!"accept".equals(form.get(ConsentPage.DECISION))) {
            return ConsentPage.back(redirect, ConsentPage.with("error", "user_cancelled_authorize", form));
        }
        var code = codes.issue(
                "AQS", new Code(account.clientId(), redirect, scopes(form), Optional.empty(), true, clock.instant()));
        return ConsentPage.back(redirect, ConsentPage.with("code", code, form));
    }

    private Optional<Answer> refusal(Map<String, String> asked) {
        if (!account.clientId().equals(asked.get("client_id"))) {
            return refused("unauthorized_client", "The client_id does not match a registered application");
        }
        if (!redirects.knows(asked.getOrDefault("redirect_uri", ""))) {
            return refused("invalid_redirect_uri", "The redirect_uri does not match the registered value");
        }
        if (!"code".equals(asked.get("response_type"))) {
            return refused("invalid_request", "A required parameter \"response_type\" is missing");
        }
        if (scopes(asked).isEmpty() || !PRODUCTS.containsAll(scopes(asked))) {
            return refused("unauthorized_scope_error", "Scope is not authorized for your application");
        }
        return Optional.empty();
    }

    private static Optional<Answer> refused(String code, String text) {
        return Optional.of(ConsentPage.refuse(401, VENDOR, code, text));
    }

    private static List<String> scopes(Map<String, String> asked) {
        return Arrays.stream(asked.getOrDefault("scope", "").split(" "))
                .filter(scope -> !scope.isBlank())
                .distinct()
                .toList();
    }
}
