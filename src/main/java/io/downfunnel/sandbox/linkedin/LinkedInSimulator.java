package io.downfunnel.sandbox.linkedin;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

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
import io.downfunnel.sandbox.WantedError;
import io.downfunnel.sandbox.company.Company;

/** LinkedIn's Conversions API, what manages it and reports about it, and its token endpoint. */
final class LinkedInSimulator implements Simulator {

    private static final String EVENTS = "/rest/conversionEvents";
    private static final String TOKEN = "/oauth/v2/accessToken";
    private static final String INTROSPECTION = "/oauth/v2/introspectToken";
    private static final String CAMPAIGN_DAYS = "campaign-days";
    private static final String FORM_RESPONSES = "form-responses";
    /** Above this LinkedIn's own clients put the query into the body. */
    private static final int LONGEST_QUERY = 4_096;

    private static final int MOST_EVENTS = 5_000;
    private static final String NOT_A_BATCH = "ERROR :: /elements :: unrecognized field found but not allowed";

    private final SandboxClock clock;
    private final Journal journal;
    private final ClickLedger ledger;
    private final ApiVersions versions = new ApiVersions();
    private final ConversionRules rules;
    private final ConsentEndpoint consent;
    private final LinkedInTokens tokens;
    private final Gateway gateway;
    private final Management management;
    private final ManagementBook changes;
    private final CampaignBook campaigns;
    private final FormBook forms;
    private final LinkedInBooks books;
    private final LinkedInControl control;

    LinkedInSimulator(SandboxWorld world) {
        clock = world.clock();
        journal = world.journal("linkedin");
        ledger = world.clicks();
        var ids = world.accounts().linkedin();
        var company = new Company(
                world.settings().seed(),
                world.anchor(),
                world.settings().leads(),
                world.accounts().google().customerId(),
                ids.accountId());
        campaigns = new CampaignBook(company);
        rules = new ConversionRules(ids, campaigns.ids(), world.anchor());
        consent = new ConsentEndpoint(ids, clock);
        tokens = new LinkedInTokens(
                ids, clock, consent, world.anchor(), world.settings().seed());
        var quotas = new LinkedInQuotas(clock);
        gateway = new Gateway(versions, tokens, quotas, clock);
        changes = new ManagementBook(rules, clock, journal::append);
        var ownership = new Ownership(ids.accountId(), campaigns);
        var metricValues = new MetricValues(clock.shortened(Duration.ofMinutes(5)));
        var accounts = new AdAccountsResource(campaigns, ownership);
        var credits = new Credits();
        forms = new FormBook(Company.of(world), ids.accountId());
        var responses = new FormResponsesResource(forms, ownership, clock);
        management = new Management(
                gateway,
                List.of(
                        new RulesResource(rules, ownership, changes),
                        new AssociationsResource(rules, ownership, changes),
                        accounts,
                        new AdAccountUsersResource(ownership),
                        new LeadFormsResource(forms, ownership),
                        responses,
                        new AnalyticsResource(ids, clock, campaigns, credits, ownership, metricValues)));
        books = new LinkedInBooks(rules, credits);
        control = new LinkedInControl(
                tokens,
                consent,
                versions,
                rules,
                books,
                quotas,
                ownership,
                campaigns,
                metricValues,
                accounts,
                forms,
                responses);
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
                    case "POST " + INTROSPECTION -> tokens.introspect(call);
                    case "GET " + ConsentEndpoint.PATH, "POST " + ConsentEndpoint.PATH -> consent.answer(call);
                    case "POST " + EVENTS ->
                        switch (gateway.admit(call, "conversionEvents", List.of(LinkedInTokens.EVENTS))) {
                            case Gateway.Refused(var answer) -> noted(call, 0, throttle(answer));
                            case Gateway.Admitted any -> events(call);
                        };
                    default -> noted(call, throttle(managed(call)));
                });
    }

    private Answer managed(Call call) {
        return call.query().length() > LONGEST_QUERY
                ? Answer.html(414, "<html><body><h1>414 URI Too Long</h1></body></html>")
                : management.answer(untunnelled(call));
    }

    /** A query too long for a URL comes in the body of a POST (linkedin.md §1.1). */
    private static Call untunnelled(Call call) {
        boolean tunnelled = call.method().equals("POST")
                && call.header("x-http-method-override").filter("GET"::equals).isPresent()
                && call.header("content-type")
                        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
        return tunnelled ? new Call("GET", call.path(), call.text(), call.headers(), new byte[0], call.fault()) : call;
    }

    @Override
    public Set<String> faultKinds() {
        return LinkedInFaults.KINDS;
    }

    @Override
    public Answer refusal(String faultKind, Call call) {
        switch (faultKind) {
            case LinkedInFaults.SHORT_ANSWER -> {
                return changed(answer(call), body -> without(body, 1));
            }
            case LinkedInFaults.EMPTY_ANSWER -> {
                return changed(answer(call), body -> without(body, Integer.MAX_VALUE));
            }
            case LinkedInFaults.PAGE_TOKEN_REPEATS -> {
                return changed(
                        answer(call),
                        body -> body.withObjectProperty("metadata").put("nextPageToken", "cGFnZTow"));
            }
            default -> {
                Answer answer = throttle(LinkedInFaults.answer(faultKind, call));
                return signed(
                        switch (call.path()) {
                            case TOKEN, INTROSPECTION -> LinkedInTokens.deadRefreshToken();
                            case EVENTS -> noted(call, 0, answer);
                            default -> noted(call, answer);
                        });
            }
        }
    }

    private static void without(ObjectNode body, int last) {
        if (body.path("elements") instanceof ArrayNode elements) {
            for (int n = 0; n < last && !elements.isEmpty(); n++) {
                elements.remove(elements.size() - 1);
            }
        }
    }

    private static Answer changed(Answer answer, Consumer<ObjectNode> change) {
        try {
            if (answer.status() / 100 == 2 && Json.read(answer.body()) instanceof ObjectNode body) {
                change.accept(body);
                return new Answer(answer.status(), answer.headers(), Json.bytes(body));
            }
            return answer;
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
                    case TOKEN, INTROSPECTION ->
                        LinkedInTokens.error(wanted.status(), wanted.text("code"), wanted.text("message"));
                    case EVENTS -> noted(call, 0, LinkedInError.of(wanted));
                    default -> noted(call, LinkedInError.of(wanted));
                });
    }

    @Override
    public synchronized ObjectNode totals() {
        return books.totals();
    }

    @Override
    public synchronized ObjectNode books(BooksQuery query) {
        ObjectNode all = books.books(query);
        // Long, and never changing: told to who asks for it.
        if (query.list().equals(CAMPAIGN_DAYS)) {
            ArrayNode list = all.putArray(CAMPAIGN_DAYS);
            query.page(campaigns.daysUntil(clock.instant())).forEach(list::add);
        }
        if (query.list().equals(FORM_RESPONSES)) {
            ArrayNode list = all.putArray(FORM_RESPONSES);
            query.page(forms.listed(clock.instant())).forEach(list::add);
        }
        return all;
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
        events.forEach(
                event -> accepted.add(StreamedEvent.of(event, ledger, rules).toJson()));
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

    private synchronized Answer noted(Call call, Answer answer) {
        ObjectNode entry = Json.object()
                .put("entry", "call")
                .put("resource", RestLiRequest.resource(call.path()))
                .put("status", answer.status());
        journal.append(entry);
        books.called(entry.path("resource").asText());
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
        switch (entry.path("entry").asText()) {
            case "control" -> control.apply(entry);
            case ManagementBook.ENTRY -> changes.apply(entry);
            case "call" -> books.called(entry.path("resource").asText());
            default -> books.apply(entry);
        }
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
