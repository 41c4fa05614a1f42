package io.downfunnel.platform.google;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

/** What a call that Google refused as a whole means (google.md §2.7). */
record Refusal(FailureTable table, Redaction redaction) {
    PlatformException of(Answer answer) {
        var error = GoogleError.of(answer);
        return switch (answer.status()) {
            case 401 -> coded(known(error, "UNAUTHENTICATED"), error, answer);
            case 403 -> coded(known(error, "PERMISSION_DENIED"), error, answer);
            case 404 -> error.isPresent() ? coded("NOT_FOUND", error, answer) : coded("HTTP_4XX", error, answer);
            case 413 -> coded("PAYLOAD_TOO_LARGE", error, answer);
            case 429 -> throttled(error, answer);
            case 503 -> coded("UNAVAILABLE", error, answer);
            default -> coded(byStatus(answer.status(), error), error, answer);
        };
    }

    private String byStatus(int status, Optional<GoogleError> error) {
        return switch (status / 100) {
            case 5 -> inDoubt(error);
            case 4 -> known(error, "HTTP_4XX");
            case 3 -> "REDIRECTED";
            default -> "UNREADABLE_ANSWER";
        };
    }

    /** The code Google gave, if there is a row for it that holds for more than one event; else the one of the status. */
    private String known(Optional<GoogleError> error, String otherwise) {
        return known(error, otherwise, row -> row.reach() != Reach.EVENT);
    }

    /** Whatever Google says of a 5xx: it may have taken the request in before it broke. */
    private String inDoubt(Optional<GoogleError> error) {
        return known(error, "HTTP_5XX", row -> row.failureClass() == FailureClass.UNKNOWN_OUTCOME);
    }

    private String known(Optional<GoogleError> error, String otherwise, Predicate<FailureRow> fits) {
        return error.map(GoogleError::code)
                .flatMap(table::find)
                .filter(fits)
                .map(FailureRow::code)
                .orElse(otherwise);
    }

    /** Google names the quota, but not the hour at which that of the day starts anew. */
    private PlatformException throttled(Optional<GoogleError> error, Answer answer) {
        var today = error.map(GoogleError::quotaLimit).orElse("").contains("PerDay");
        return coded(
                today
                        ? "RATE_LIMIT_EXCEEDED_TODAY"
                        : known(error, "RATE_LIMIT_EXCEEDED", row -> row.failureClass() == FailureClass.THROTTLED),
                error,
                answer);
    }

    private PlatformException coded(String code, Optional<GoogleError> error, Answer answer) {
        var text = error.isPresent() ? text(error) : "HTTP " + answer.status();
        return exception(table.of(code), text, answer.retryAfter());
    }

    PlatformException exception(FailureRow entry, String text, Optional<Instant> notBefore) {
        var scope = entry.reach() == Reach.ACTION ? PlatformException.Scope.ACTION : PlatformException.Scope.ACCOUNT;
        return new PlatformException(entry.failure(redaction.hide(text)), scope, notBefore, null);
    }

    Failure failure(String code, String text) {
        return table.of(code).failure(redaction.hide(text));
    }

    private static String text(Optional<GoogleError> error) {
        return error.map(GoogleError::message).orElse("");
    }

    /** A 2xx that is not Google's: the request may have been taken in. */
    PlatformException unreadable(String what) {
        return exception(table.of("UNREADABLE_ANSWER"), what, Optional.empty());
    }
}
