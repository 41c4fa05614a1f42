package io.downfunnel.platform.microsoft;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

/**
 * Reads what Microsoft says when it does not do what it was asked. The symbolic code decides, since its services answered
 * every error with HTTP 500 once; where there is none that we know, the status does.
 */
record Faults(FailureTable table, Redaction redaction, Clock clock) {
    /** So long Microsoft asks for patience after too many calls (handle-service-errors-exceptions, code 117). */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Keeps these click IDs out of messages, too. */
    Faults hiding(Collection<ClickId> clicks) {
        return new Faults(table, redaction.andClicks(clicks), clock);
    }

    /** Of an answer that is no success. */
    PlatformException of(Answer answer) {
        var complaint = Complaint.general(answer.json()).stream().findFirst();
        var code = complaint.map(Complaint::code).orElse("");
        var text = complaint.map(Complaint::message).orElse("HTTP " + answer.status());
        if (table.find(code).isPresent()) {
            return whole(code, text, answer.retryAfter());
        }
        return whole(byStatus(answer.status(), code), code.isEmpty() ? text : code + ": " + text, answer.retryAfter());
    }

    private static String byStatus(int status, String code) {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "FORBIDDEN";
            case 413 -> "PAYLOAD_TOO_LARGE";
            case 429 -> "TOO_MANY_REQUESTS";
            case 503 -> "UNAVAILABLE";
            default ->
                switch (status / 100) {
                    case 5 -> "HTTP_5XX";
                    case 4 -> code.isEmpty() ? "HTTP_4XX" : code;
                    case 3 -> "REDIRECTED";
                    default -> "UNREADABLE_ANSWER";
                };
        };
    }

    /** Holds for everything, or for the conversion goal, as the table says. */
    PlatformException whole(String code, String text) {
        return whole(code, text, Optional.empty());
    }

    private PlatformException whole(String code, String text, Optional<Instant> notBefore) {
        var row = table.of(code);
        var scope = row.reach() == Reach.ACTION ? PlatformException.Scope.ACTION : PlatformException.Scope.ACCOUNT;
        var patience = row.failureClass() == FailureClass.THROTTLED
                ? notBefore.or(() -> Optional.of(clock.instant().plus(PATIENCE)))
                : notBefore;
        return new PlatformException(row.failure(redaction.hide(text)), scope, patience, null);
    }

    /** What a complaint about one item means for it. */
    Outcome outcome(Complaint complaint) {
        var failure = table.of(complaint.code()).failure(redaction.hide(complaint.message()));
        return switch (failure.failureClass()) {
            case DUPLICATE, OCCUPIED -> new Outcome.Duplicate(failure);
            case UNKNOWN_OUTCOME -> new Outcome.Unheard(failure);
            case DELAY, TRANSIENT, THROTTLED, AUTHENTICATION, CONFIGURATION ->
                new Outcome.Deferred(failure, Optional.empty());
            case PERMANENT, EXPECTED, UNCLASSIFIED -> new Outcome.Rejected(failure);
        };
    }

    boolean isAboutItsItem(Complaint complaint) {
        return table.of(complaint.code()).reach() == Reach.EVENT;
    }

    Outcome unheard(String text) {
        return new Outcome.Unheard(table.of("ERROR_WITHOUT_INDEX").failure(redaction.hide(text)));
    }
}
