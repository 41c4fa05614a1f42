package io.downfunnel.sandbox.linkedin;

import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.WantedError;

/** LinkedIn's three shapes of an error body. */
final class LinkedInError {

    static final Set<String> FIELDS = Set.of("code", "message");

    private LinkedInError() {}

    /** The shape follows from what there is to say, and at which door. */
    static Answer of(WantedError wanted) {
        String code = wanted.text("code");
        String message = wanted.text("message");
        if (code.isEmpty()) {
            return service(wanted.status(), message);
        }
        return switch (wanted.status()) {
            case 401, 403, 429 -> auth(wanted.status(), number(code), code, message);
            default -> gateway(wanted.status(), code, message);
        };
    }

    /** As observed; LinkedIn does not document them. */
    private static int number(String code) {
        return switch (code) {
            case "INVALID_ACCESS_TOKEN" -> 65_600;
            case "REVOKED_ACCESS_TOKEN" -> 65_601;
            case "EXPIRED_ACCESS_TOKEN" -> 65_602;
            case "EMPTY_ACCESS_TOKEN" -> 65_604;
            case "TOO_MANY_REQUESTS" -> 101;
            default -> 100;
        };
    }

    /** 401, 403 of the gateway, 429. */
    static Answer auth(int status, int serviceErrorCode, String code, String message) {
        return Answer.json(
                status,
                Json.object()
                        .put("status", status)
                        .put("serviceErrorCode", serviceErrorCode)
                        .put("code", code)
                        .put("message", message));
    }

    /** 422, 403 of a rule, 400 for what an event says. */
    static Answer service(int status, String message) {
        return Answer.json(status, Json.object().put("message", message).put("status", status));
    }

    /** Version errors, before the request reaches a service. */
    static Answer gateway(int status, String code, String message) {
        return Answer.json(
                        status,
                        Json.object().put("status", status).put("code", code).put("message", message))
                .with("X-Restli-Gateway-Error", "true");
    }

    static Answer emptyToken() {
        return auth(401, 65_604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token");
    }

    static Answer invalidToken() {
        return auth(401, 65_600, "INVALID_ACCESS_TOKEN", "Invalid access token");
    }

    static Answer revokedToken() {
        return auth(401, 65_601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user");
    }

    static Answer expiredToken() {
        return auth(401, 65_602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired");
    }

    static Answer accessDenied(String resource) {
        return auth(403, 100, "ACCESS_DENIED", "Not enough permissions to access: " + resource);
    }

    static Answer dayQuota() {
        return throttled("APPLICATION_AND_MEMBER DAY limit");
    }

    /** How LinkedIn words this one is not known; the reference has seen the text without a window. */
    static Answer minuteQuota() {
        return throttled("limit");
    }

    static Answer versionMissing() {
        return gateway(
                400,
                "VERSION_MISSING",
                "A version must be present. Please specify a version by adding the LinkedIn-Version header.");
    }

    static Answer versionGone(String version) {
        return gateway(426, "NONEXISTENT_VERSION", "Requested version " + version + "01 is not active");
    }

    private static Answer throttled(String limit) {
        return auth(
                429,
                101,
                "TOO_MANY_REQUESTS",
                "Resource level throttle " + limit + " for calls to this resource is reached.");
    }
}
