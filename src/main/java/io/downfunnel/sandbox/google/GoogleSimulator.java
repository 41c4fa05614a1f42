package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.TokenMint.Grant;
import io.downfunnel.sandbox.WantedError;

/** The Data Manager API and the token endpoint of Google, and the books its older API shares with them. */
public final class GoogleSimulator implements Simulator {

    private static final String INGEST = "/v1/events:ingest";
    private static final String STATUS = "/v1/requestStatus:retrieve";
    private static final String TOKEN = "/token";

    /** How long Google takes to process a request. google.md §2.9: the first look is worth it after 30 minutes. */
    private static final Duration PROCESSING = Duration.ofMinutes(30);

    private static final int PER_MINUTE = 300;
    private static final int PER_DAY = 100_000;

    private final SandboxClock clock;
    private final Journal journal;
    private final AdsAccounts accounts;
    private final RequestRules rules;
    private final Judge judge;
    private final ConsentEndpoint consent;
    private final TokenEndpoint tokens;
    private final GoogleBooks books = new GoogleBooks();
    private final GoogleQuotas quotas;
    private final GoogleControl control;
    private final Procedures procedures;

    /** @param ads the Google Ads API, made for the books it is to share */
    public GoogleSimulator(SandboxWorld world, Function<AdsDesk, Procedures> ads) {
        clock = world.clock();
        journal = world.journal("google");
        accounts = new AdsAccounts(world.accounts().google(), world.anchor());
        rules = new RequestRules(accounts);
        judge = new Judge(world.clicks());
        quotas = new GoogleQuotas(clock, PER_MINUTE, PER_DAY);
        String serviceAccount = world.accounts().google().serviceAccount();
        consent = new ConsentEndpoint(world.accounts().google(), clock);
        tokens = new TokenEndpoint(
                world.accounts().google(),
                clock,
                ServiceAccount.in(world.directory(), serviceAccount),
                new ConsentGrant(consent, clock, world.settings().seed()),
                world.settings().seed());
        control = new GoogleControl(accounts, tokens, consent, quotas, books.operations());
        procedures = ads.apply(new AdsDesk(
                this, clock, journal, tokens, accounts, world.clicks(), books, judge, control, this::delay));
        journal.replay(this::replay);
    }

    @Override
    public Optional<Procedures> procedures() {
        return Optional.of(procedures);
    }

    @Override
    public String name() {
        return "google";
    }

    @Override
    public boolean serves(String path) {
        return path.equals(TOKEN) || path.equals(ConsentEndpoint.PATH) || path.startsWith("/v1/");
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "POST " + TOKEN, "GET " + TOKEN -> tokens.answer(call);
            case "GET " + ConsentEndpoint.PATH, "POST " + ConsentEndpoint.PATH -> consent.answer(call);
            case "POST " + INGEST ->
                unwelcome(call).map(no -> refused(call, 0, no)).orElseGet(() -> ingest(call));
            case "GET " + STATUS -> unwelcome(call).orElseGet(() -> status(call));
            default -> Answer.html(404, "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>");
        };
    }

    @Override
    public Set<String> faultKinds() {
        return GoogleFaults.KINDS;
    }

    @Override
    public Answer refusal(String faultKind, Call call) {
        return switch (call.path()) {
            case TOKEN -> TokenEndpoint.error(400, "invalid_grant", "Token has been expired or revoked.");
            case INGEST -> refused(call, 0, GoogleFaults.answer(faultKind, true));
            default -> GoogleFaults.answer(faultKind, false);
        };
    }

    @Override
    public Set<String> errorFields() {
        return GoogleError.FIELDS;
    }

    @Override
    public Answer error(WantedError wanted, Call call) {
        return switch (call.path()) {
            case TOKEN -> TokenEndpoint.error(wanted.status(), wanted.text("reason"), wanted.text("message"));
            case INGEST -> refused(call, 0, GoogleError.of(wanted));
            default -> GoogleError.of(wanted);
        };
    }

    @Override
    public synchronized ObjectNode totals() {
        return books.totals()
                .put("processing", books.processing(clock.instant(), delay()))
                .put("operations", books.operations().used(clock.instant()));
    }

    @Override
    public synchronized ObjectNode books(BooksQuery query) {
        ObjectNode page = books.books(query);
        page.set("totals", totals());
        return page;
    }

    @Override
    public synchronized JsonNode control(String verb, JsonNode argument) {
        ObjectNode entry = Json.object()
                .put("entry", "control")
                .put("at", clock.instant().toString())
                .put("verb", verb);
        entry.set("argument", argument);
        if (verb.equals("next-row-error")) {
            // There must be such an error: whoever wants one that there is not hears it now.
            procedures.error(new WantedError(argument));
        }
        control.apply(entry);
        if (GoogleControl.outlives(verb)) {
            journal.append(entry);
        }
        return Json.object().put("done", verb);
    }

    @Override
    public synchronized void reset() {
        journal.clear();
        books.clear();
        accounts.reset();
        control.reset();
    }

    @Override
    public void close() {
        journal.close();
    }

    /** Who calls, and how often: what is looked at before the request itself. */
    private Optional<Answer> unwelcome(Call call) {
        if (call.bearer().isEmpty()) {
            return Optional.of(GoogleError.unauthenticated("CREDENTIALS_MISSING"));
        }
        Optional<Grant> grant = tokens.grant(call);
        if (grant.isEmpty()) {
            return Optional.of(GoogleError.unauthenticated("ACCESS_TOKEN_EXPIRED"));
        }
        if (!grant.get().scopes().contains(TokenEndpoint.DATA_MANAGER)) {
            return Optional.of(GoogleError.scopeInsufficient());
        }
        return quotas.exceeded(call.path().equals(INGEST)).map(GoogleError::exhausted);
    }

    private Answer ingest(Call call) {
        Instant now = clock.instant();
        ProtoJson.Reading request;
        try {
            request = ProtoJson.read(Json.read(call.body()), Shapes.INGEST_EVENTS_REQUEST);
        } catch (JsonProcessingException e) {
            return refused(
                    call,
                    0,
                    GoogleError.violations(
                            List.of(Violation.ofJson("", "Invalid JSON payload received. " + e.getOriginalMessage()))));
        }
        int events = request.message().path("events").size();
        if (!request.violations().isEmpty()) {
            return refused(call, events, GoogleError.violations(request.violations()));
        }
        Optional<Answer> refusal = rules.refusal(request.message(), now);
        if (refusal.isPresent()) {
            return refused(call, events, refusal.get());
        }
        return request.message().path("validateOnly").asBoolean()
                ? noted(call, events, "validated", accepted(UUID.randomUUID().toString(), request.message()))
                : taken(call, now, request.message());
    }

    private synchronized Answer taken(Call call, Instant now, ObjectNode request) {
        ObjectNode entry =
                entry("ingest", call, now).put("requestId", UUID.randomUUID().toString());
        entry.set("destinations", request.path("destinations"));
        control.forcedWarning("PROCESSING_WARNING_REASON_").ifPresent(reason -> entry.put("warning", reason));
        ArrayNode judged = entry.putArray("events");
        Submission submission = books.open(entry);
        for (JsonNode json : request.path("events")) {
            for (Judged event : judged(json, request)) {
                books.add(submission, event);
                judged.add(event.toJson());
            }
        }
        books.note(entry);
        journal.append(entry);
        Answer answer = accepted(submission.requestId(), request);
        return control.forcedWarning("WARNING_REASON_")
                .map(reason -> Warnings.added(answer, reason))
                .orElse(answer);
    }

    /** The event at each destination it goes to. */
    private List<Judged> judged(JsonNode json, ObjectNode request) {
        IngestedEvent event = IngestedEvent.from(json, request);
        List<Judged> everywhere = new ArrayList<>(1);
        JsonNode destinations = request.path("destinations");
        for (int at = 0; at < destinations.size(); at++) {
            Destination destination = Destination.from(destinations.get(at));
            if (goesTo(json, destination)) {
                ConversionAction action = accounts.action(destination.action()).orElseThrow();
                everywhere.add(books.judge(event, at, action, verdict(event, action), clock.instant()));
            }
        }
        return everywhere;
    }

    private Judge.Verdict verdict(IngestedEvent event, ConversionAction action) {
        return control.forcedReason()
                .<Judge.Verdict>map(Judge.Forced::new)
                .orElseGet(() -> judge.verdict(event, action, clock.instant()));
    }

    private Answer status(Call call) {
        String requestId =
                call.parameters().getOrDefault("requestId", call.parameters().getOrDefault("request_id", ""));
        if (requestId.isEmpty()) {
            return GoogleError.violations(
                    List.of(new Violation("request_id", "REQUIRED_FIELD_MISSING", "The field is required.")));
        }
        return known(requestId)
                .map(body -> Answer.json(200, body))
                .orElseGet(() -> GoogleError.violations(List.of(
                        new Violation("request_id", "INVALID_REQUEST_ID", "No request of this id was taken in."))));
    }

    private synchronized Optional<ObjectNode> known(String requestId) {
        return books.submission(requestId)
                .map(submission -> control.withheld()
                                || clock.instant()
                                        .isBefore(submission.receivedAt().plus(delay()))
                        ? submission.stillProcessing()
                        : submission.verdict());
    }

    private Duration delay() {
        return clock.shortened(PROCESSING);
    }

    private Answer refused(Call call, int events, Answer answer) {
        return noted(call, events, "refused " + answer.status(), answer);
    }

    private synchronized Answer noted(Call call, int events, String outcome, Answer answer) {
        ObjectNode entry =
                entry("refusal", call, clock.instant()).put("outcome", outcome).put("events", events);
        journal.append(entry);
        books.apply(entry);
        return answer;
    }

    private void replay(JsonNode entry) {
        String kind = entry.path("entry").asText();
        if (kind.equals("control")) {
            control.apply(entry);
        } else if (kind.equals("actions")) {
            accounts.apply(entry);
        } else {
            books.apply(entry);
        }
    }

    private static ObjectNode entry(String kind, Call call, Instant now) {
        return Json.object()
                .put("entry", kind)
                .put("at", now.toString())
                .put("fault", call.fault().orElse(""));
    }

    private static Answer accepted(String requestId, ObjectNode request) {
        ObjectNode body = Json.object().put("requestId", requestId);
        ArrayNode warnings = Warnings.of(request);
        if (!warnings.isEmpty()) {
            body.set("fieldWarnings", warnings);
        }
        return Answer.json(200, body);
    }

    private static boolean goesTo(JsonNode event, Destination destination) {
        JsonNode references = event.path("destinationReferences");
        return references.isEmpty()
                || Json.stream(references).anyMatch(name -> name.asText().equals(destination.reference()));
    }
}
