package io.downfunnel.platform.google.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Redaction;

/** What errors of Google Ads mean, by the failure table. */
record Refusals(FailureTable table, Redaction redaction, Clock clock) {
    /** What Google Ads may still be at work on is known a day later (google.md §3.5). */
    private static final Set<String> AFTER_A_DAY = Set.of(
            "ConversionAdjustmentUploadError.CONVERSION_NOT_FOUND",
            "ConversionAdjustmentUploadError.TOO_RECENT_CONVERSION");

    Refusals hiding(Redaction more) {
        return new Refusals(table, more, clock);
    }

    /** A call that was refused as a whole: the gravest error speaks for it. */
    PlatformException broken(List<AdsError> errors, Throwable cause) {
        var gravest = gravest(errors);
        return exception(row(gravest), said(errors), gravest, cause);
    }

    /** Where Google Ads gives no code of its own. */
    PlatformException broken(String code, String text, Throwable cause) {
        return exception(table.of(code), text, null, cause);
    }

    private PlatformException exception(FailureRow row, String text, AdsError error, Throwable cause) {
        var scope = row.reach() == Reach.ACTION ? PlatformException.Scope.ACTION : PlatformException.Scope.ACCOUNT;
        var notBefore = Optional.ofNullable(error).flatMap(this::notBefore);
        return new PlatformException(row.failure(redaction.hide(text)), scope, notBefore, cause);
    }

    private Optional<Instant> notBefore(AdsError error) {
        return error.pause()
                .or(() -> AFTER_A_DAY.contains(error.code()) ? Optional.of(Duration.ofDays(1)) : Optional.empty())
                .map(pause -> clock.instant().plus(pause));
    }

    /** Of a row of a request whose other rows may have been taken in. */
    Outcome outcome(List<AdsError> errors) {
        var gravest = gravest(errors);
        var failure = row(gravest).failure(redaction.hide(said(errors)));
        return switch (failure.failureClass()) {
            case TRANSIENT, THROTTLED, DELAY, AUTHENTICATION, CONFIGURATION ->
                new Outcome.Deferred(failure, notBefore(gravest));
            case DUPLICATE, OCCUPIED -> new Outcome.Duplicate(failure);
            case UNKNOWN_OUTCOME -> new Outcome.Unheard(failure);
            case PERMANENT, EXPECTED, UNCLASSIFIED -> new Outcome.Rejected(failure);
        };
    }

    /** Does it hold for more than one row, so that the others of the same conversion action need not be tried? */
    boolean concernsAll(List<AdsError> errors) {
        return errors.stream().map(this::row).anyMatch(row -> row.reach() != Reach.EVENT);
    }

    Failure failure(String code, String text) {
        return table.of(code).failure(redaction.hide(text));
    }

    private FailureRow row(AdsError error) {
        return error.unpublished().flatMap(this::named).orElseGet(() -> table.of(error.code()));
    }

    /** Google does not say whether the name of its list goes before it. Without that, it must be in one list only. */
    private Optional<FailureRow> named(String unpublished) {
        var rows = table.rows().stream()
                .filter(row -> !row.ours() && row.code().contains("."))
                .filter(row -> ("." + row.code()).endsWith("." + unpublished))
                .toList();
        return rows.size() == 1 ? Optional.of(rows.getFirst()) : Optional.empty();
    }

    /** A row may have several errors; the one that is hardest to get over decides. */
    private AdsError gravest(List<AdsError> errors) {
        return errors.stream()
                .min(Comparator.comparingInt(error -> gravity(row(error).failureClass())))
                .orElseThrow();
    }

    private static int gravity(FailureClass failureClass) {
        return switch (failureClass) {
            case AUTHENTICATION -> 0;
            case CONFIGURATION -> 1;
            case PERMANENT -> 2;
            case UNCLASSIFIED -> 3;
            case UNKNOWN_OUTCOME -> 4;
            case THROTTLED -> 5;
            case DELAY -> 6;
            case TRANSIENT -> 7;
            case EXPECTED -> 8;
            case OCCUPIED -> 9;
            case DUPLICATE -> 10;
        };
    }

    private static String said(List<AdsError> errors) {
        return errors.stream().map(AdsError::text).distinct().collect(Collectors.joining("; "));
    }
}
