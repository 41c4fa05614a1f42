package io.downfunnel.sandbox.linkedin;

import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;

/** Refusals that can be switched on, in LinkedIn's words. */
final class LinkedInFaults {

    /** All events are taken in, but the answer has an element too few. */
    static final String SHORT_ANSWER = "short-answer";

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
            SHORT_ANSWER);

    private LinkedInFaults() {}

    static Answer answer(String kind, Call call) {
        return switch (kind) {
            case "token-revoked" -> LinkedInError.revokedToken();
            case "token-expired" -> LinkedInError.expiredToken();
            case "token-invalid" -> LinkedInError.invalidToken();
            case "forbidden" -> LinkedInError.accessDenied(LinkedInSimulator.RESOURCE);
            case "not-authorized" ->
                LinkedInError.auth(403, 100, "USER_NOT_AUTHORIZED", "The member has no role on the ad account.");
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
