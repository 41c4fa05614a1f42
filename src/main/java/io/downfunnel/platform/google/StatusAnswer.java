package io.downfunnel.platform.google;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;

/**
 * Reads the answer to {@code requestStatus:retrieve} (google.md §2.9): counts per reason, never which event. Our requests
 * have one destination; should there be more, the verdict is that of them all.
 */
record StatusAnswer(Refusal refusal) {

    /** @throws PlatformException when the conversation broke */
    Verdict read(Answer answer) {
        if (answer.successful()) {
            return verdict(answer);
        }
        var forgotten = GoogleError.of(answer)
                .filter(error -> answer.status() == 404 || saysUnknownRequest(error))
                .map(error -> new Verdict.Forgotten(refusal.failure("INVALID_REQUEST_ID", error.message())));
        if (forgotten.isPresent()) {
            return forgotten.get();
        }
        throw refusal.of(answer);
    }

    private static boolean saysUnknownRequest(GoogleError error) {
        return error.reason().equals("INVALID_REQUEST_ID")
                || error.violations().stream()
                        .anyMatch(violation -> violation.reason().equals("INVALID_REQUEST_ID"));
    }

    private Verdict verdict(Answer answer) {
        var destinations = answer.json().path("requestStatusPerDestination");
        if (!destinations.isArray() || destinations.isEmpty()) {
            throw refusal.unreadable("HTTP " + answer.status() + " without a status");
        }
        var reasons = new ArrayList<Verdict.Tally>();
        var warnings = new ArrayList<Verdict.Tally>();
        int counted = 0;
        int refused = 0;
        for (var destination : destinations) {
            switch (destination.path("requestStatus").asText()) {
                case "SUCCESS" -> counted++;
                // The guide writes FAILURE, the enum FAILED.
                case "FAILED", "FAILURE" -> refused++;
                case "PARTIAL_SUCCESS" -> {
                    counted++;
                    refused++;
                }
                case "PROCESSING", "REQUEST_STATUS_UNKNOWN", "" -> {
                    return new Verdict.Pending();
                }
                default -> throw refusal.unreadable("A status that we do not know");
            }
            reasons.addAll(tallies(destination.path("errorInfo").path("errorCounts")));
            warnings.addAll(tallies(destination.path("warningInfo").path("warningCounts")));
        }
        if (refused == 0) {
            return new Verdict.Counted(warnings);
        }
        return counted == 0 ? new Verdict.Refused(reasons) : new Verdict.Mixed(reasons);
    }

    private List<Verdict.Tally> tallies(JsonNode counts) {
        var tallies = new ArrayList<Verdict.Tally>();
        counts.forEach(count -> tallies.add(new Verdict.Tally(
                refusal.failure(count.path("reason").asText("PROCESSING_ERROR_REASON_UNSPECIFIED"), ""),
                // Google writes 64-bit numbers as strings.
                count.path("recordCount").asLong(0))));
        return tallies;
    }
}
