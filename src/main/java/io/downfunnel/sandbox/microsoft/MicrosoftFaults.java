package io.downfunnel.sandbox.microsoft;

import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Refusals that can be switched on, in Microsoft's words. */
final class MicrosoftFaults {
    static final Set<String> KINDS = Set.of(
            "token-revoked",
            "token-expired",
            "forbidden",
            "rate-minute",
            "internal",
            "unavailable",
            "without-list",
            "nameless-error",
            "report-pending",
            "report-failed");

    private MicrosoftFaults() {}

    static Answer answer(String kind) {
        return switch (kind) {
            case "token-revoked" -> MicrosoftTokens.invalid();
            case "token-expired" -> MicrosoftTokens.expired();
            case "forbidden" ->
                MicrosoftError.access(403, "UserIsNotAuthorized", "The user is not authorized to perform this action.");
            case "rate-minute" -> MicrosoftError.callRate();
            case "internal" -> MicrosoftError.operation(500, "InternalError", "An internal error has occurred.");
            case "unavailable" -> Answer.html(503, "<html><body>Service Unavailable</body></html>");
            case "without-list" -> Answer.json(200, Json.object());
            case "nameless-error" -> {
                var body = Json.object();
                body.putArray("PartialErrors").add(MicrosoftError.nameless("OfflineConversionsApplyFailed"));
                yield Answer.json(200, body);
            }
            case "report-pending" -> report("Pending");
            case "report-failed" -> report("Error");
            default -> throw new IllegalArgumentException("No fault of ours: " + kind);
        };
    }

    /** ReportRequestStatusType has Success besides. */
    private static Answer report(String status) {
        var body = Json.object();
        body.putObject("ReportRequestStatus").putNull("ReportDownloadUrl").put("Status", status);
        return Answer.json(200, body);
    }
}
