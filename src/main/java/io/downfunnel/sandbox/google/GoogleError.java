package io.downfunnel.sandbox.google;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.WantedError;

/** Google's way to say no: a {@code google.rpc.Status} with its details. */
final class GoogleError {

    static final Set<String> FIELDS = Set.of("reason", "message", "field", "quotaLimit", "family", "retryDelay");

    private static final String SERVICE = "datamanager.googleapis.com";

    private final int code;
    private final String status;
    private final String message;
    private final ArrayNode details = Json.array();

    private GoogleError(int code, String status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /**
     * With a field it is a violation of the request, otherwise the call as a whole is refused. Without a reason there are
     * no details.
     */
    static Answer of(WantedError wanted) {
        var error = new GoogleError(wanted.status(), canonical(wanted.status()), wanted.text("message"));
        String reason = wanted.text("reason");
        if (wanted.json().has("field")) {
            return error.info("INVALID_ARGUMENT", SERVICE, Map.of())
                    .badRequest(List.of(new Violation(wanted.text("field"), reason, wanted.text("message"))))
                    .answer();
        }
        if (!reason.isEmpty()) {
            String limit = wanted.text("quotaLimit");
            error.info(reason, "googleapis.com", limit.isEmpty() ? Map.of() : Map.of("quota_limit", limit));
        }
        return error.answer();
    }

    /** The canonical code of a status, as google.rpc.Code pairs them. */
    private static String canonical(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ALREADY_EXISTS";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "UNKNOWN";
        };
    }

    static Answer violations(List<Violation> violations) {
        boolean json =
                violations.stream().allMatch(violation -> violation.reason().isEmpty());
        String message = json
                ? String.join(
                        "\n", violations.stream().map(Violation::description).toList())
                : "There was a problem with the request.";
        var error = new GoogleError(400, "INVALID_ARGUMENT", message);
        if (!json) {
            error.info("INVALID_ARGUMENT", SERVICE, Map.of());
        }
        return error.badRequest(violations).answer();
    }

    static Answer notFound(Violation violation) {
        return new GoogleError(404, "NOT_FOUND", "Resource not found.")
                .info("NOT_FOUND", SERVICE, Map.of())
                .badRequest(List.of(violation))
                .answer();
    }

    static Answer unauthenticated(String reason) {
        return new GoogleError(
                        401,
                        "UNAUTHENTICATED",
                        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or"
                                + " other valid authentication credential.")
                .info(reason, "googleapis.com", Map.of("service", SERVICE))
                .answer();
    }

    static Answer scopeInsufficient() {
        return new GoogleError(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
                .info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com", Map.of("service", SERVICE))
                .answer();
    }

    static Answer serviceDisabled() {
        return new GoogleError(
                        403,
                        "PERMISSION_DENIED",
                        "Data Manager API has not been used in project 1000000001 before or it is disabled.")
                .info(
                        "SERVICE_DISABLED",
                        "googleapis.com",
                        Map.of("service", SERVICE, "consumer", "projects/1000000001"))
                .answer();
    }

    static Answer permissionDenied() {
        return new GoogleError(403, "PERMISSION_DENIED", "The caller does not have permission")
                .info("PERMISSION_DENIED", SERVICE, Map.of())
                .answer();
    }

    /** @param quotaLimit such as {@code IngestionMutateRequestsPerMinutePerProject} */
    static Answer exhausted(String quotaLimit) {
        return new GoogleError(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded for quota metric 'Ingestion requests' and limit '" + quotaLimit
                                + "' of service '" + SERVICE + "'.")
                .info("RATE_LIMIT_EXCEEDED", "googleapis.com", Map.of("service", SERVICE, "quota_limit", quotaLimit))
                .answer();
    }

    static Answer transientFault(int code, String status) {
        return new GoogleError(code, status, "The service is currently unavailable.").answer();
    }

    private GoogleError info(String reason, String domain, Map<String, String> metadata) {
        ObjectNode info = detail("ErrorInfo").put("reason", reason).put("domain", domain);
        ObjectNode known = info.putObject("metadata");
        metadata.forEach(known::put);
        return this;
    }

    private GoogleError badRequest(List<Violation> violations) {
        ArrayNode list = detail("BadRequest").putArray("fieldViolations");
        violations.forEach(violation -> {
            ObjectNode one =
                    list.addObject().put("field", violation.field()).put("description", violation.description());
            if (!violation.reason().isEmpty()) {
                one.put("reason", violation.reason());
            }
        });
        return this;
    }

    private Answer answer() {
        detail("RequestInfo").put("requestId", UUID.randomUUID().toString());
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("code", code)
                .put("message", message)
                .put("status", status)
                .set("details", details);
        return Answer.json(code, body);
    }

    private ObjectNode detail(String type) {
        return details.addObject().put("@type", "type.googleapis.com/google.rpc." + type);
    }
}
