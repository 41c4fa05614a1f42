package io.downfunnel.sandbox.linkedin;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.TokenMint.Grant;
import io.downfunnel.sandbox.WantedError;

/** LinkedIn's Conversions API and its token endpoint. */
final class LinkedInSimulator implements Simulator {

    static final String RESOURCE = "conversionEvents.CREATE.20260901";

    private static final String EVENTS = "/rest/conversionEvents";
    private static final String RULES = "/rest/conversions";
    private static final String TOKEN = "/oauth/v2/accessToken";
    private static final int MOST_EVENTS = 5_000;
    private static final String NOT_A_BATCH = "ERROR :: /elements :: unrecognized field found but not allowed";

    private final SandboxClock clock;
    private final Journal journal;
    private final ClickLedger ledger;
    private final ApiVersions versions = new ApiVersions();
    private final ConversionRules rules;
    private final ConsentEndpoint consent;
    private final LinkedInTokens tokens;
    private final LinkedInQuotas quotas;
    private final LinkedInBooks books = new LinkedInBooks();
    private final LinkedInControl control;

    LinkedInSimulator(SandboxWorld world) {
        clock = world.clock();
        journal = world.journal("linkedin");
        ledger = world.clicks();
        rules = new ConversionRules(world.accounts().linkedin());
        consent = new ConsentEndpoint(world.accounts().linkedin(), clock);
        tokens = new LinkedInTokens(
                world.accounts().linkedin(),
                clock,
                consent,
                world.anchor(),
                world.settings().seed());
        quotas = new LinkedInQuotas(clock);
        control = new LinkedInControl(tokens, consent, versions, rules, books, quotas);
        journal.replay(this::replay);
    }

    @Override
    public String name() {
        return "linkedin";
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith("/rest/") || path.startsWith("/oauth/v2/");
    }

    @Override
    public Answer answer(Call call) {
        return signed(
                switch (call.method() + " " + call.path()) {
                    case "POST " + TOKEN -> tokens.answer(call);
                    case "GET " + ConsentEndpoint.PATH, "POST " + ConsentEndpoint.PATH -> consent.answer(call);
                    case "POST " + EVENTS ->
                        refusedEarly(call).map(no -> noted(call, 0, no)).orElseGet(() -> events(call));
                    case "GET " + RULES -> refusedEarly(call).orElseGet(() -> listRules(call));
                    default -> LinkedInError.auth(404, 0, "RESOURCE_NOT_FOUND", "No virtual resource found");
                });
    }

    @Override
    public Set<String> faultKinds() {
        return LinkedInFaults.KINDS;
    }

    @Override
    public Answer refusal(String faultKind, Call call) {
        if (faultKind.equals(LinkedInFaults.SHORT_ANSWER)) {
            return shortened(answer(call));
        }
        Answer answer = throttle(LinkedInFaults.answer(faultKind, call));
        return signed(
                switch (call.path()) {
                    case TOKEN -> LinkedInTokens.deadRefreshToken();
                    case EVENTS -> noted(call, 0, answer);
                    default -> answer;
                });
    }

    private static Answer shortened(Answer answer) {
        try {
            JsonNode body = Json.read(answer.body());
            if (!(body.path("elements") instanceof ArrayNode elements) || elements.isEmpty()) {
                return answer;
            }
            elements.remove(elements.size() - 1);
            return new Answer(answer.status(), answer.headers(), Json.bytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Our own answer is JSON", e);
        }
    }

    @Override
    public Set<String> errorFields() {
        return LinkedInError.FIELDS;
    }

    @Override
    public Answer error(WantedError wanted, Call call) {
        return signed(
                switch (call.path()) {
                    case TOKEN -> LinkedInTokens.error(wanted.status(), wanted.text("code"), wanted.text("message"));
                    case EVENTS -> noted(call, 0, LinkedInError.of(wanted));
                    default -> LinkedInError.of(wanted);
                });
    }

    @Override
    public synchronized ObjectNode totals() {
        return books.totals();
    }

    @Override
    public synchronized ObjectNode books(BooksQuery query) {
        return books.books(query);
    }

    @Override
    public synchronized JsonNode control(String verb, JsonNode argument) {
        ObjectNode entry = Json.object()
                .put("entry", "control")
                .put("at", clock.instant().toString())
                .put("verb", verb);
        entry.set("argument", argument);
        control.apply(entry);
        journal.append(entry);
        return Json.object().put("done", verb);
    }

    @Override
    public synchronized void reset() {
        journal.clear();
        books.clear();
        control.reset();
    }

    @Override
    public void close() {
        journal.close();
    }

    /** Version, token, scope, rate: what the gateway looks at before it reads the body. */
    private Optional<Answer> refusedEarly(Call call) {
        Optional<String> version = call.header("linkedin-version");
        if (version.isEmpty()) {
            return Optional.of(LinkedInError.versionMissing());
        }
        if (!versions.active(version.get(), clock.instant())) {
            return Optional.of(LinkedInError.versionGone(version.get()));
        }
        return switch (tokens.check(call)) {
            case LinkedInTokens.Bad(var answer) -> Optional.of(answer);
            case LinkedInTokens.Good(var grant) -> refusedForRights(call, grant);
        };
    }

    private Optional<Answer> refusedForRights(Call call, Grant grant) {
        boolean reading = call.path().equals(RULES);
        if (!grant.scopes().contains(LinkedInTokens.EVENTS)
                || reading && !grant.scopes().contains(LinkedInTokens.ADS)) {
            return Optional.of(LinkedInError.accessDenied(reading ? "conversions.FINDER-account.20260901" : RESOURCE));
        }
        return quotas.exceeded(grant.subject()).map(this::throttle);
    }

    private Answer events(Call call) {
        boolean batch = call.header("x-restli-method")
                .filter("BATCH_CREATE"::equalsIgnoreCase)
                .isPresent();
        try {
            return events(call, batch, Json.read(call.body()));
        } catch (JsonProcessingException e) {
            return noted(call, 0, LinkedInError.service(400, "Cannot parse request entity"));
        }
    }

    private Answer events(Call call, boolean batch, JsonNode body) {
        if (body.has("elements") != batch || batch && !body.path("elements").isArray()) {
            return noted(call, 1, LinkedInError.service(422, NOT_A_BATCH));
        }
        List<JsonNode> events = batch ? Json.stream(body.path("elements")).toList() : List.of(body);
        if (events.size() > MOST_EVENTS) {
            return noted(
                    call,
                    events.size(),
                    LinkedInError.service(400, "A batch may hold at most " + MOST_EVENTS + " events"));
        }
        String malformed =
                malformed(new EventSchema(call.header("linkedin-version").orElseThrow()), events, batch);
        if (!malformed.isEmpty()) {
            return noted(call, events.size(), LinkedInError.service(422, malformed));
        }
        return new EventMeaning(rules, clock.instant(), control.documented(), control::refuses)
                .refusal(events)
                .map(refusal -> noted(call, events.size(), refusal))
                .orElseGet(() -> taken(call, events, batch));
    }

    private static String malformed(EventSchema schema, List<JsonNode> events, boolean batch) {
        if (!batch) {
            return String.join("\n", schema.errors(events.getFirst()));
        }
        var lines = new StringBuilder();
        for (int at = 0; at < events.size(); at++) {
            List<String> errors = schema.errors(events.get(at));
            if (!errors.isEmpty()) {
                lines.append("Index: ").append(at).append(", ");
                errors.forEach(error -> lines.append(error).append('\n'));
            }
        }
        return lines.toString();
    }

    private synchronized Answer taken(Call call, List<JsonNode> events, boolean batch) {
        ObjectNode entry = entry(call, events.size()).put("outcome", "accepted");
        ArrayNode accepted = entry.putArray("accepted");
        events.forEach(event -> accepted.add(StreamedEvent.of(event, ledger).toJson()));
        journal.append(entry);
        books.apply(entry);
        return batch ? created(events.size()) : Answer.empty(201).with("x-restli-id", "llaPartnerConversionEvent");
    }

    private static Answer created(int events) {
        ObjectNode body = Json.object();
        ArrayNode elements = body.putArray("elements");
        for (int at = 0; at < events; at++) {
            elements.addObject().put("status", 201);
        }
        return Answer.json(200, body);
    }

    private synchronized Answer noted(Call call, int events, Answer answer) {
        ObjectNode entry = entry(call, events).put("outcome", "refused " + answer.status());
        journal.append(entry);
        books.apply(entry);
        return answer;
    }

    private ObjectNode entry(Call call, int events) {
        return Json.object()
                .put("entry", "request")
                .put("at", clock.instant().toString())
                .put("events", events)
                .put("protocolNamed", call.header("x-restli-protocol-version").isPresent())
                .put("fault", call.fault().orElse(""));
    }

    private void replay(JsonNode entry) {
        if (entry.path("entry").asText().equals("control")) {
            control.apply(entry);
        } else {
            books.apply(entry);
        }
    }

    private Answer listRules(Call call) {
        String account = call.parameters().getOrDefault("account", "").replace("urn:li:sponsoredAccount:", "");
        if (!call.parameters().getOrDefault("q", "").equals("account") || account.isEmpty()) {
            return LinkedInError.service(400, "Invalid param. Please see errorDetails for more information.");
        }
        ObjectNode body = Json.object();
        body.putObject("paging")
                .put("start", 0)
                .put("count", 100)
                .put("total", -1)
                .putArray("links");
        ArrayNode elements = body.putArray("elements");
        rules.ofAccount(account).forEach(rule -> elements.add(rule.toJson()));
        return Answer.json(200, body);
    }

    private Answer throttle(Answer answer) {
        return answer.status() == 429 && control.retryAfter() > 0
                ? answer.with("Retry-After", String.valueOf(control.retryAfter()))
                : answer;
    }

    /** The headers LinkedIn's support asks for. */
    private static Answer signed(Answer answer) {
        return answer.with("x-li-uuid", UUID.randomUUID().toString())
                .with("x-li-fabric", "prod-sandbox")
                .with("x-li-request-id", UUID.randomUUID().toString())
                .with("x-li-pop", "sandbox")
                .with("x-restli-protocol-version", "2.0.0");
    }
}
