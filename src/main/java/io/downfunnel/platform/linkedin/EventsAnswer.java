package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

/**
 * Reads the answer to conversion events (linkedin.md §2.8 to §2.10). All or nothing: a 2xx took every event in unless an
 * element says otherwise; a 400 or 422 took none, and names the guilty by index in its text, or nobody.
 */
record EventsAnswer(FailureTable table, Redaction redaction, Clock clock) {
    /** @throws PlatformException when nothing can be said of any single event */
    Receipt read(Answer answer, List<ConversionEvent> batch) {
        if (answer.successful()) {
            return takenIn(answer, batch);
        }
        var json = answer.json();
        return switch (answer.status()) {
            case 400, 422 -> {
                if (json.isMissingNode()) {
                    throw whole("HTTP_4XX", "HTTP " + answer.status());
                }
                yield refused(json, batch);
            }
            default -> throw refusals().broken(answer);
        };
    }

    private Receipt takenIn(Answer answer, List<ConversionEvent> batch) {
        // LinkedIn's own empty answer is a 201 (linkedin.md §2.1); an empty 200 comes from something in between.
        if (answer.status() == 201 && answer.body().isBlank()) {
            return Receipt.forEach(batch, Optional.empty(), event -> new Outcome.Accepted());
        }
        var elements = answer.json().path("elements");
        if (!elements.isArray()) {
            throw whole("UNREADABLE_ANSWER", "HTTP " + answer.status() + " without elements");
        }
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.put(batch.get(i).key(), i < elements.size() ? element(elements.get(i)) : unheard());
        }
        return new Receipt(Optional.empty(), outcomes, List.of());
    }

    private Outcome element(JsonNode element) {
        int status = element.path("status").asInt(0);
        var text = element.path("error")
                .path("message")
                .asText(element.path("message").asText(""));
        return switch (status / 100) {
            case 2 -> new Outcome.Accepted();
            case 4 ->
                status == 429
                        ? new Outcome.Deferred(failure("TOO_MANY_REQUESTS", text), Optional.empty())
                        : new Outcome.Rejected(failure(Complaint.code(text, "INVALID_EVENT"), text));
            case 5 -> new Outcome.Unheard(failure("HTTP_5XX", text));
            default -> unheard();
        };
    }

    private Outcome unheard() {
        return new Outcome.Unheard(failure("ANSWER_TOO_SHORT", ""));
    }

    private Receipt refused(JsonNode json, List<ConversionEvent> batch) {
        var message = json.path("message").asText("");
        var code = json.path("code").asText("");
        if (!code.isEmpty()
                && table.find(code).filter(row -> row.reach() != Reach.EVENT).isPresent()) {
            throw whole(code, message);
        }
        var culprits = new LinkedHashMap<ConversionKey, Outcome>();
        Indexes.in(message).forEach((index, texts) -> {
            if (index < batch.size()) {
                culprits.put(batch.get(index).key(), rejected(String.join("; ", texts)));
            }
        });
        if (culprits.isEmpty()) {
            return unnamed(message, batch);
        }
        return Receipt.forEach(
                batch, Optional.empty(), event -> culprits.getOrDefault(event.key(), new Outcome.Spared()));
    }

    private Outcome rejected(String text) {
        var code = Complaint.code(text, "INVALID_EVENT");
        refuseIfWhole(code, text);
        return new Outcome.Rejected(failure(code, text));
    }

    private Receipt unnamed(String message, List<ConversionEvent> batch) {
        var code = Complaint.code(message, "INVALID_BATCH");
        refuseIfWhole(code, message);
        var failure = failure(code, message);
        return Receipt.forEach(
                batch,
                Optional.empty(),
                event -> batch.size() == 1 ? new Outcome.Rejected(failure) : new Outcome.Suspect(failure));
    }

    /** A batch has one conversion rule; where the complaint is about the rule, it is nobody's own fault. */
    private void refuseIfWhole(String code, String text) {
        if (table.of(code).reach() != Reach.EVENT) {
            throw whole(code, text);
        }
    }

    private PlatformException whole(String code, String text) {
        return refusals().whole(code, text);
    }

    private Failure failure(String code, String text) {
        return refusals().failure(code, text);
    }

    private Refusals refusals() {
        return new Refusals(table, redaction, clock);
    }
}
