package io.downfunnel.platform.acme;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.Wire;

/** An account of Acme Ads. */
record AcmeAccount(Wire wire, EventsApi api, String token, FailureTable table, Redaction redaction)
        implements AdAccount {
    private static final String ACCESS = "Acme Ads: access";

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        return receipt(send(batch), batch, redaction.and(batch));
    }

    private Answer send(List<ConversionEvent> batch) {
        return wire.call(() -> api.send("Bearer " + token, EventsBody.of(batch)));
    }

    private Receipt receipt(Answer answer, List<ConversionEvent> batch, Redaction hidden) {
        if (!answer.successful()) {
            throw refused(answer, hidden);
        }
        var results = answer.json().path("results");
        if (results.size() != batch.size()) {
            throw whole(
                    "UNREADABLE_ANSWER",
                    "HTTP " + answer.status() + " without a result for each event",
                    answer,
                    hidden);
        }
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.put(batch.get(i).key(), outcome(results.get(i), hidden));
        }
        return new Receipt(Optional.empty(), outcomes, List.of());
    }

    private Outcome outcome(JsonNode result, Redaction hidden) {
        var code = result.path("error").asText("");
        return code.isEmpty()
                ? new Outcome.Accepted()
                : new Outcome.Rejected(table.of(code)
                        .failure(hidden.hide(result.path("message").asText(""))));
    }

    private PlatformException refused(Answer answer, Redaction hidden) {
        var code = answer.json().path("error").asText("");
        var text = answer.json().path("message").asText("HTTP " + answer.status());
        if (table.find(code).isPresent()) {
            return whole(code, text, answer, hidden);
        }
        return whole(
                switch (answer.status() / 100) {
                    case 5 -> answer.status() == 503 ? "UNAVAILABLE" : "HTTP_5XX";
                    case 4 -> "HTTP_4XX";
                    default -> "UNREADABLE_ANSWER";
                },
                text,
                answer,
                hidden);
    }

    private PlatformException whole(String code, String text, Answer answer, Redaction hidden) {
        var row = table.of(code);
        return new PlatformException(
                row.failure(hidden.hide(text)),
                row.reach() == Reach.ACTION ? PlatformException.Scope.ACTION : PlatformException.Scope.ACCOUNT,
                answer.retryAfter(),
                null);
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException(this + " gives no verdicts");
    }

    /** Acme answers a request without events, and takes nothing in. */
    @Override
    public List<CheckItem> check(Set<String> actions) {
        try {
            receipt(send(List.of()), List.of(), redaction);
            return List.of(CheckItem.ok(ACCESS, "Acme accepts the token."));
        } catch (PlatformException e) {
            var row = table.of(e.failure().code());
            return List.of(CheckItem.failed(
                    ACCESS, row.cause(), row.remedy().isEmpty() ? "Try again in a few minutes." : row.remedy()));
        }
    }

    @Override
    public void close() {
        Wire.close(api);
    }

    @Override
    public String toString() {
        return "Acme Ads";
    }
}
