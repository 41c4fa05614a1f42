package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * Google's consent page. Single scopes can be unticked there, so that less is granted than was asked for. What is wrong
 * with the question is told on a page, and nobody is sent back.
 */
final class ConsentEndpoint {
    static final String PATH = "/o/oauth2/v2/auth";

    private static final String VENDOR = "Google";
    private static final Set<String> KNOWN =
            Set.of(TokenEndpoint.ADWORDS, TokenEndpoint.DATA_MANAGER, "openid", "email", "profile");

    private final SandboxAccounts.Google account;
    private final SandboxClock clock;
    private final AuthorizationCodes codes = new AuthorizationCodes();
    private final RedirectUris redirects = new RedirectUris(
            true,
            "http://localhost:8080/connections/google/callback",
            "http://127.0.0.1:8080/connections/google/callback");
    /** Where somebody consented before, Google gives another refresh token only when it is made to ask again. */
    private volatile boolean consentedBefore;

    ConsentEndpoint(SandboxAccounts.Google account, SandboxClock clock) {
        this.account = account;
        this.clock = clock;
    }

    RedirectUris redirects() {
        return redirects;
    }

    void reset() {
        redirects.reset();
        codes.clear();
        consentedBefore = false;
    }

    Optional<Code> take(String code) {
        return codes.take(code);
    }

    Answer answer(Call call) {
        return switch (call.method()) {
            case "GET" -> {
                var asked = call.parameters();
                yield refusal(asked)
                        .orElseGet(() -> ConsentPage.ask(VENDOR, "Downfunnel", PATH, asked, scopes(asked), true));
            }
            case "POST" -> {
                var form = call.form();
                yield refusal(form).orElseGet(() -> decided(form));
            }
            default -> Answer.empty(405);
        };
    }

    private Answer decided(Map<String, String> form) {
        var granted = scopes(form).stream()
                .filter(scope -> form.containsKey(ConsentPage.TICKED + scope))
                .toList();
        var redirect = form.get("redirect_uri");
        // With nothing ticked there is nothing to allow.
        if (!"accept".equals(form.get(ConsentPage.DECISION)) || granted.isEmpty()) {
            return ConsentPage.back(redirect, ConsentPage.with("error", "access_denied", form));
        }
        boolean offline = "offline".equals(form.get("access_type"))
                && (!consentedBefore || form.getOrDefault("prompt", "").contains("consent"));
        consentedBefore = true;
        var code = codes.issue(
                "4/0A",
                new Code(
                        account.clientId(),
                        redirect,
                        granted,
                        Optional.ofNullable(form.get("code_challenge")),
                        offline,
                        now()));
        var parameters = new LinkedHashMap<>(ConsentPage.with("code", code, form));
        parameters.put("scope", String.join(" ", granted));
        return ConsentPage.back(redirect, parameters);
    }

    private Optional<Answer> refusal(Map<String, String> asked) {
        if (!account.clientId().equals(asked.get("client_id"))) {
            return refused(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!redirects.knows(asked.getOrDefault("redirect_uri", ""))) {
            return refused(
                    400,
                    "redirect_uri_mismatch",
                    "The redirect URI in the request, " + asked.getOrDefault("redirect_uri", "")
                            + ", does not match the ones authorized for the OAuth client.");
        }
        if (!"code".equals(asked.get("response_type"))) {
            return refused(400, "invalid_request", "Required parameter is missing or invalid: response_type");
        }
        var scopes = scopes(asked);
        if (scopes.isEmpty()) {
            return refused(400, "invalid_request", "Missing required parameter: scope");
        }
        if (!KNOWN.containsAll(scopes)) {
            var unknown = new HashSet<>(scopes);
            unknown.removeAll(KNOWN);
            return refused(400, "invalid_scope", "Some requested scopes were invalid. " + unknown);
        }
        // The method "plain" proves nothing, so we are stricter than Google and take S256 only.
        if (asked.containsKey("code_challenge") != asked.containsKey("code_challenge_method")
                || asked.containsKey("code_challenge") && !proper(asked)) {
            return refused(400, "invalid_request", "Invalid parameter value for code_challenge or its method");
        }
        return Optional.empty();
    }

    private static boolean proper(Map<String, String> asked) {
        return "S256".equals(asked.get("code_challenge_method"))
                && asked.get("code_challenge").matches("[A-Za-z0-9_-]{43}");
    }

    private static Optional<Answer> refused(int status, String code, String text) {
        return Optional.of(ConsentPage.refuse(status, VENDOR, code, text));
    }

    private static List<String> scopes(Map<String, String> asked) {
        return Arrays.stream(asked.getOrDefault("scope", "").split(" "))
                .filter(scope -> !scope.isBlank())
                .distinct()
                .toList();
    }

    private Instant now() {
        return clock.instant();
    }
}
