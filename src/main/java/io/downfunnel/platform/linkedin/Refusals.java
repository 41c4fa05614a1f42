package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

/** What an answer means that is neither a yes nor about single events (linkedin.md §2.9). */
record Refusals(FailureTable table, Redaction redaction, Clock clock) {
    /** LinkedIn's counters start anew at midnight UTC; not everybody's clock is exact. */
    private static final LocalTime NEW_DAY = LocalTime.of(0, 5);

    /** Of the five minutes in which so many figures may be read, a little more than all (linkedin.md §5.1). */
    private static final Duration FIVE_MINUTES = Duration.ofSeconds(330);

    PlatformException broken(Answer answer) {
        var json = answer.json();
        var message = json.path("message").asText("HTTP " + answer.status());
        var code = json.path("code").asText("");
        return switch (answer.status()) {
            // Codes of a 401 are observed, not documented: whatever it says, our access is the matter.
            case 401 -> whole(known(code, "UNAUTHORIZED"), message);
            case 403 -> whole(known(code, Complaint.code(message, "FORBIDDEN")), message);
            case 413 -> whole("PAYLOAD_TOO_LARGE", message);
            case 426 -> whole("NONEXISTENT_VERSION", message);
            case 429 -> throttled(answer, message);
            case 503 -> whole("UNAVAILABLE", message, answer.retryAfter());
            default -> whole(byStatus(answer.status(), code), message, answer.retryAfter());
        };
    }

    /**
     * The same of an answer about a rule, a campaign or a report.
     *
     * @param missing our code for what is not there
     */
    PlatformException brokenAbout(Answer answer, String missing) {
        var json = answer.json();
        if (json.isMissingNode() || table.find(code(json)).isPresent()) {
            return broken(answer);
        }
        var message = json.path("message").asText("");
        return switch (answer.status()) {
            case 400, 422 -> whole(Complaint.code(message, "REQUEST_REFUSED"), message);
            case 404 -> whole(missing, message);
            default -> broken(answer);
        };
    }

    private static String code(JsonNode json) {
        return json.path("code").asText("");
    }

    private String known(String code, String otherwise) {
        return table.find(code).map(FailureRow::code).orElse(otherwise);
    }

    private String byStatus(int status, String code) {
        return switch (status / 100) {
            case 5 -> "HTTP_5XX";
            case 4 -> known(code, "HTTP_4XX");
            case 3 -> "REDIRECTED";
            default -> "UNREADABLE_ANSWER";
        };
    }

    private PlatformException throttled(Answer answer, String message) {
        if (message.contains("metric values")) {
            return whole("METRIC_VALUES", message, Optional.of(clock.instant().plus(FIVE_MINUTES)));
        }
        return message.contains("DAY")
                ? whole("TOO_MANY_REQUESTS_TODAY", message, Optional.of(tomorrow()))
                // Within a day LinkedIn does not say when to come back (linkedin.md §1.2, §2.6).
                : whole("TOO_MANY_REQUESTS", message, answer.retryAfter());
    }

    private Instant tomorrow() {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        var today = now.toLocalDate().atTime(NEW_DAY).atOffset(ZoneOffset.UTC);
        return (now.isBefore(today) ? today : today.plusDays(1)).toInstant();
    }

    PlatformException whole(String code, String text) {
        return whole(code, text, Optional.empty());
    }

    private PlatformException whole(String code, String text, Optional<Instant> notBefore) {
        var scope = table.of(code).reach() == Reach.ACTION
                ? PlatformException.Scope.ACTION
                : PlatformException.Scope.ACCOUNT;
        return new PlatformException(failure(code, text), scope, notBefore, null);
    }

    Failure failure(String code, String text) {
        return table.of(code).failure(redaction.hide(text));
    }
}
