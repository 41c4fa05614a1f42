package io.downfunnel.sandbox.linkedin;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

    /** The member has no role in the account that would do. How the whole body reads is not known. */
    static Answer notAuthorized() {
        return auth(403, 100, "USER_NOT_AUTHORIZED", "The member has no role on the ad account.");
    }

    static Answer noSuchResource() {
        return auth(404, 0, "RESOURCE_NOT_FOUND", "No virtual resource found");
    }

    static Answer notFound() {
        return service(404, "Could not find entity");
    }

    /** @param detailed in the newer schema, which accounts and campaigns have (linkedin.md §5.2, §5.3) */
    static Answer invalidParam(String name, boolean detailed) {
        String message = "Invalid param. Please see errorDetails for more information.";
        if (!detailed) {
            return service(400, message);
        }
        ObjectNode body = Json.object()
                .put("errorDetailType", "com.linkedin.common.error.BadRequest")
                .put("message", message);
        ObjectNode error =
                body.putObject("errorDetails").putArray("inputErrors").addObject();
        error.put("description", "Invalid value for param; wrong type or other syntax error");
        error.putObject("input").putObject("inputPath").put("fieldPath", name);
        error.put("code", "PARAM_INVALID");
        return Answer.json(400, body.put("status", 400));
    }

    /** More values of the analytics than may be had in five minutes. */
    static Answer metricValues() {
        return auth(
                429,
                101,
                "TOO_MANY_REQUESTS",
                "Request exceeds the data request limit of 45 million metric values in 5 minutes.");
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
