package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Optional;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.TokenMint.Grant;

/** Version, token, scope, rate: what LinkedIn looks at before it reads a request. */
record Gateway(ApiVersions versions, LinkedInTokens tokens, LinkedInQuotas quotas, SandboxClock clock) {

    sealed interface Admission {}

    record Admitted(Grant grant) implements Admission {}

    record Refused(Answer answer) implements Admission {}

    /**
     * @param resource that the request is for; each has quotas of its own
     * @param scopes all of which the token must have
     */
    Admission admit(Call call, String resource, List<String> scopes) {
        Optional<String> version = call.header("linkedin-version");
        if (version.isEmpty()) {
            return new Refused(LinkedInError.versionMissing());
        }
        if (!versions.active(version.get(), clock.instant())) {
            return new Refused(LinkedInError.versionGone(version.get()));
        }
        return switch (tokens.check(call)) {
            case LinkedInTokens.Bad(var answer) -> new Refused(answer);
            case LinkedInTokens.Good(var grant) ->
                !grant.scopes().containsAll(scopes)
                        ? new Refused(
                                LinkedInError.accessDenied(resource + "." + verb(call) + "." + version.get() + "01"))
                        : quotas.exceeded(grant.subject() + " " + resource)
                                .<Admission>map(Refused::new)
                                .orElseGet(() -> new Admitted(grant));
        };
    }

    private static String verb(Call call) {
        return switch (call.method()) {
            case "GET" ->
                call.parameters().containsKey("q")
                        ? "FINDER-" + call.parameters().get("q")
                        : "GET";
            case "PUT" -> "UPDATE";
            case "DELETE" -> "DELETE";
            default -> "CREATE";
        };
    }
}
