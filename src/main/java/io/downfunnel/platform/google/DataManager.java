package io.downfunnel.platform.google;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import jakarta.ws.rs.core.Response;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/**
 * Uploads through the Data Manager API, which is open to everybody.
 *
 * @param quotaProject null: none is named
 */
record DataManager(
        CustomerId customer,
        Optional<CustomerId> login,
        String quotaProject,
        Wire wire,
        DataManagerApi api,
        Tokens tokens,
        Refusal refusal)
        implements Route {

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        var request = IngestEvents.of(customer, login, batch);
        var answer = authorized(authorization -> api.ingest(authorization, quotaProject, request));
        var hiding = new Refusal(refusal.table(), refusal.redaction().and(batch));
        return new IngestAnswer(hiding).read(answer, batch);
    }

    /**
     * The Data Manager API has no word for a change: an event of a known transaction id is one. Value and currency take the
     * place of the old ones, the count stays, and everything else is ignored, though the required fields and an identifier
     * must be there again. Nothing says which of two changes is newer, so they must not overtake each other (google.md
     * §2.11).
     */
    @Override
    public Receipt restate(List<Adjustment.Restatement> batch) {
        return upload(batch.stream().map(Adjustment.Restatement::event).toList());
    }

    @Override
    public Verdict verdict(String requestId) {
        var answer = authorized(authorization -> api.requestStatus(authorization, quotaProject, requestId));
        return new StatusAnswer(refusal).read(answer);
    }

    /** A token may be refused before its time: another one is tried once, for the answer said that nothing was done. */
    Answer authorized(Function<String, CompletionStage<Response>> request) {
        var token = tokens.current();
        var answer = wire.call(() -> request.apply(token.header()));
        if (answer.status() != 401) {
            return answer;
        }
        var other = tokens.insteadOf(token);
        return wire.call(() -> request.apply(other.header()));
    }

    /** The id that Google answers with must not be asked about (google.md §2.2), so it is left out. */
    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        var request = IngestEvents.of(customer, login, batch).validated();
        var answer = authorized(authorization -> api.ingest(authorization, quotaProject, request));
        var hiding = new Refusal(refusal.table(), refusal.redaction().and(batch));
        var receipt = new IngestAnswer(hiding).read(answer, batch);
        return new Receipt(Optional.empty(), receipt.outcomes(), receipt.warnings());
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return new DataManagerChecks(this).run(actions);
    }

    @Override
    public void close() {
        Wire.close(api);
    }
}
