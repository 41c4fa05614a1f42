package io.downfunnel.platform.google;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.http.Answer;

/**
 * Reads the answer to {@code events:ingest}. All or nothing: a 2xx took every event in, a 400 none, and then names the
 * guilty by their index in the request, or nobody.
 */
record IngestAnswer(Refusal refusal) {

    /** @throws PlatformException when nothing can be said of any single event */
    Receipt read(Answer answer, List<ConversionEvent> batch) {
        if (answer.successful()) {
            return takenIn(answer, batch);
        }
        var error = GoogleError.of(answer);
        if (answer.status() == 400 && error.isPresent()) {
            return refused(error.get(), batch);
        }
        throw refusal.of(answer);
    }

    private Receipt takenIn(Answer answer, List<ConversionEvent> batch) {
        var json = answer.json();
        var requestId = json.path("requestId").asText("");
        if (requestId.isBlank()) {
            throw refusal.unreadable("HTTP " + answer.status() + " without a request id");
        }
        var warnings = new ArrayList<String>();
        json.path("fieldWarnings").forEach(warning -> warnings.add(inWords(warning)));
        var outcomes = Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Accepted())
                .outcomes();
        return new Receipt(Optional.of(requestId), outcomes, warnings);
    }

    private String inWords(JsonNode warning) {
        var row = refusal.table().of(warning.path("reason").asText("WARNING_REASON_UNSPECIFIED"));
        var said = refusal.failure(
                row.code(),
                warning.path("field").asText("") + ": "
                        + warning.path("description").asText(""));
        return row.cause() + " (" + said.message() + ")";
    }

    private Receipt refused(GoogleError error, List<ConversionEvent> batch) {
        var culprits = new LinkedHashMap<ConversionKey, Outcome>();
        for (var violation : error.violations()) {
            var entry = refusal.table().of(violation.reason().isEmpty() ? "INVALID_ARGUMENT" : violation.reason());
            if (entry.reach() != Reach.EVENT) {
                throw refusal.exception(entry, violation.text(), Optional.empty());
            }
            var index = violation.event();
            if (index.isPresent() && index.getAsInt() < batch.size()) {
                culprits.putIfAbsent(batch.get(index.getAsInt()).key(), outcome(entry, violation.text()));
            }
        }
        return culprits.isEmpty() ? unnamed(error, batch) : named(culprits, batch);
    }

    private Outcome outcome(FailureRow entry, String text) {
        var failure = refusal.failure(entry.code(), text);
        return switch (entry.failureClass()) {
            case TRANSIENT, THROTTLED, DELAY -> new Outcome.Deferred(failure, Optional.empty());
            case DUPLICATE, OCCUPIED -> new Outcome.Duplicate(failure);
            case AUTHENTICATION, CONFIGURATION, PERMANENT, EXPECTED, UNKNOWN_OUTCOME, UNCLASSIFIED ->
                new Outcome.Rejected(failure);
        };
    }

    private static Receipt named(Map<ConversionKey, Outcome> culprits, List<ConversionEvent> batch) {
        return Receipt.forEach(
                batch, Optional.empty(), event -> culprits.getOrDefault(event.key(), new Outcome.Spared()));
    }

    /** Nobody is named: the whole request is at fault, or its only event, or one of several that only splitting will find. */
    private Receipt unnamed(GoogleError error, List<ConversionEvent> batch) {
        var code = error.violations().stream()
                .map(GoogleError.Violation::reason)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse(error.code());
        var entry = refusal.table().of(code);
        if (entry.reach() != Reach.EVENT) {
            throw refusal.exception(entry, error.message(), Optional.empty());
        }
        var alone = outcome(entry, error.message());
        return Receipt.forEach(
                batch,
                Optional.empty(),
                event -> batch.size() == 1 || alone instanceof Outcome.Deferred
                        ? alone
                        : new Outcome.Suspect(refusal.failure(code, error.message())));
    }
}
