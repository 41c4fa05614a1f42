package io.downfunnel.sandbox.linkedin;

import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;

/** Refusals that can be switched on, in LinkedIn's words. */
final class LinkedInFaults {

    /** All events are taken in, but the answer has an element too few. */
    static final String SHORT_ANSWER = "short-answer";

    /** A list has nothing on it, as it has for who may not see what is. */
    static final String EMPTY_ANSWER = "empty-answer";

    /** A page names itself as the next one. */
    static final String PAGE_TOKEN_REPEATS = "page-token-repeats";

    static final Set<String> KINDS = Set.of(
            "token-revoked",
            "token-expired",
            "token-invalid",
            "forbidden",
            "not-authorized",
            "rate-minute",
            "rate-day",
            "version-gone",
            "internal",
            "unavailable",
            "metric-values",
            SHORT_ANSWER,
            EMPTY_ANSWER,
            PAGE_TOKEN_REPEATS);

    private LinkedInFaults() {}

    static Answer answer(String kind, Call call) {
        return switch (kind) {
            case "token-revoked" -> LinkedInError.revokedToken();
            case "token-expired" -> LinkedInError.expiredToken();
            case "token-invalid" -> LinkedInError.invalidToken();
            case "forbidden" ->
                LinkedInError.accessDenied(RestLiRequest.resource(call.path()) + "."
                        + (call.method().equals("GET") ? "FINDER" : "CREATE") + ".20260901");
            case "not-authorized" -> LinkedInError.notAuthorized();
            case "metric-values" -> LinkedInError.metricValues();
            case "rate-minute" -> LinkedInError.minuteQuota();
            case "rate-day" -> LinkedInError.dayQuota();
            case "version-gone" ->
                LinkedInError.versionGone(call.header("linkedin-version").orElse(""));
            case "internal" -> LinkedInError.service(500, "Internal Server Error");
            case "unavailable" -> LinkedInError.service(503, "Service Unavailable");
            default -> throw new IllegalArgumentException("No fault of ours: " + kind);
        };
    }
}
