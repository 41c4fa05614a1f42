package io.downfunnel.platform.google;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.platform.http.Answer;

/**
 * The body of a refused call: {@code google.rpc.Status} with its details (google.md §2.7).
 *
 * @param status such as {@code INVALID_ARGUMENT}; empty when the body is not Google's
 * @param reason of the ErrorInfo; empty where there is none
 * @param quotaLimit of the ErrorInfo's metadata; empty where there is none
 */
record GoogleError(String status, String message, String reason, String quotaLimit, List<Violation> violations) {

    /** @param field a path in the request, with the index of the event in one of several spellings */
    record Violation(String field, String reason, String description) {
        /** Seen: {@code events[2].user_data}, {@code events.events[2]}, {@code events[0]} without a leaf. */
        private static final Pattern INDEX = Pattern.compile("events\\[(\\d{1,9})]");

        OptionalInt event() {
            var match = INDEX.matcher(field);
            return match.find() ? OptionalInt.of(Integer.parseInt(match.group(1))) : OptionalInt.empty();
        }

        String text() {
            return description.isBlank() ? field : field + ": " + description;
        }
    }

    /** Empty when the body is not one of Google's, but for example a proxy's page. */
    static Optional<GoogleError> of(Answer answer) {
        var error = answer.json().path("error");
        return error.isObject() ? Optional.of(parse(error)) : Optional.empty();
    }

    private static GoogleError parse(JsonNode error) {
        var reason = "";
        var quotaLimit = "";
        var violations = new ArrayList<Violation>();
        for (var detail : error.path("details")) {
            var type = detail.path("@type").asText();
            if (type.endsWith("google.rpc.ErrorInfo")) {
                reason = detail.path("reason").asText("");
                quotaLimit = detail.path("metadata").path("quota_limit").asText("");
            } else if (type.endsWith("google.rpc.BadRequest")) {
                detail.path("fieldViolations").forEach(violation -> violations.add(violation(violation)));
            }
        }
        return new GoogleError(
                error.path("status").asText(""), error.path("message").asText(""), reason, quotaLimit, violations);
    }

    private static Violation violation(JsonNode violation) {
        return new Violation(
                violation.path("field").asText(""),
                violation.path("reason").asText(""),
                violation.path("description").asText(""));
    }

    /** The most telling code there is. */
    String code() {
        return reason.isEmpty() ? status : reason;
    }
}
