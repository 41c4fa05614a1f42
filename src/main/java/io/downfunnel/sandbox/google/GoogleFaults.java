package io.downfunnel.sandbox.google;

import java.util.List;
import java.util.Set;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Refusals that can be switched on, in Google's words. */
final class GoogleFaults {

    static final Set<String> KINDS = Set.of(
            "token-revoked",
            "forbidden",
            "scope-insufficient",
            "service-disabled",
            "rate-minute",
            "rate-day",
            "internal",
            "unavailable",
            "deadline-exceeded",
            "bad-event",
            "bad-request",
            "terms-not-signed",
            "no-request-id",
            "partial-verdict");

    private GoogleFaults() {}

    static Answer answer(String kind, boolean write) {
        String quota = write ? "IngestionMutateRequestsPer" : "IngestionReadRequestsPer";
        return switch (kind) {
            case "token-revoked" -> GoogleError.unauthenticated("ACCOUNT_STATE_INVALID");
            case "forbidden" -> GoogleError.permissionDenied();
            case "scope-insufficient" -> GoogleError.scopeInsufficient();
            case "service-disabled" -> GoogleError.serviceDisabled();
            case "rate-minute" -> GoogleError.exhausted(quota + "MinutePerProject");
            case "rate-day" -> GoogleError.exhausted(quota + "DayPerProject");
            case "internal" -> GoogleError.transientFault(500, "INTERNAL");
            case "unavailable" -> GoogleError.transientFault(503, "UNAVAILABLE");
            case "deadline-exceeded" -> GoogleError.transientFault(504, "DEADLINE_EXCEEDED");
            case "bad-event" ->
                GoogleError.violations(List.of(new Violation("events[0]", "INVALID_ARGUMENT", "Invalid argument.")));
            case "bad-request" ->
                GoogleError.violations(List.of(new Violation("", "INVALID_ARGUMENT", "Invalid argument.")));
            case "terms-not-signed" ->
                GoogleError.violations(List.of(new Violation(
                        "destinations[0]",
                        "DESTINATION_ACCOUNT_ENHANCED_CONVERSIONS_TERMS_NOT_SIGNED",
                        "The account has not accepted the customer data terms.")));
            case "no-request-id" -> Answer.json(200, Json.object());
            case "partial-verdict" -> partialVerdict();
            default -> throw new IllegalArgumentException("No fault of ours: " + kind);
        };
    }

    /** Whatever the request was, some of it counts and some does not, for reasons that are not told. */
    private static Answer partialVerdict() {
        var status = Json.object();
        status.putArray("requestStatusPerDestination").addObject().put("requestStatus", "PARTIAL_SUCCESS");
        return Answer.json(200, status);
    }
}
