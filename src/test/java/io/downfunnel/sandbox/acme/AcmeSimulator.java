package io.downfunnel.sandbox.acme;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.WantedError;

/** Acme's Events API. */
final class AcmeSimulator implements Simulator {
    static final String TOKEN = "sandbox-acme-token";

    private static final String EVENTS = "/acme/v1/events";
    private static final Set<String> FAULTS = Set.of("token-revoked", "rate-minute", "unavailable");

    private final SandboxWorld world;
    private final Journal journal;
    private final Map<String, Boolean> countedById = new HashMap<>();
    private int requests;
    private int received;

    AcmeSimulator(SandboxWorld world) {
        this.world = world;
        journal = world.journal("acme");
        journal.replay(this::apply);
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public boolean serves(String path) {
        return path.equals(EVENTS);
    }

    @Override
    public synchronized Answer answer(Call call) {
        var entry = Json.object();
        var accepted = entry.putArray("accepted");
        var answer = call.bearer().orElse("").equals(TOKEN) ? events(call, accepted) : refused(401, "bad_token");
        journal.append(entry);
        apply(entry);
        return answer;
    }

    private Answer events(Call call, ArrayNode accepted) {
        try {
            var body = Json.object();
            var results = body.putArray("results");
            for (var event : Json.read(call.body()).path("events")) {
                var error = error(event);
                if (error.isEmpty()) {
                    results.addObject();
                    accepted.addObject()
                            .put("id", event.path("id").asText())
                            .put("counts", knows(event.path("click").asText()));
                } else {
                    results.addObject().put("error", error).put("message", "No.");
                }
            }
            return Answer.json(200, body);
        } catch (JsonProcessingException e) {
            return Answer.empty(400);
        }
    }

    /** Empty: there is none. */
    private String error(JsonNode event) {
        boolean whole = event.path("id").asText().matches("\\w+")
                && event.path("goal").asText().matches("\\d+")
                && (!event.has("email") || event.path("email").asText().matches("[0-9a-f]{64}"));
        try {
            var at = Instant.parse(event.path("at").asText());
            return !whole ? "bad_event" : at.isAfter(world.clock().instant()) ? "event_in_future" : "";
        } catch (DateTimeParseException e) {
            return "bad_event";
        }
    }

    private boolean knows(String click) {
        return world.clicks().find(AdClick.Kind.GCLID, click).isPresent();
    }

    /** The only thing that changes the books, so that a replay gives the same. */
    private void apply(JsonNode entry) {
        requests++;
        entry.path("accepted").forEach(event -> {
            received++;
            countedById.merge(event.path("id").asText(), event.path("counts").asBoolean(), Boolean::logicalOr);
        });
    }

    @Override
    public Set<String> faultKinds() {
        return FAULTS;
    }

    @Override
    public Answer refusal(String faultKind, Call call) {
        return switch (faultKind) {
            case "token-revoked" -> refused(401, "bad_token");
            case "rate-minute" -> refused(429, "too_many");
            default -> Answer.empty(503);
        };
    }

    private static Answer refused(int status, String error) {
        return Answer.json(status, Json.object().put("error", error).put("message", "No."));
    }

    @Override
    public Set<String> errorFields() {
        return Set.of("error", "message");
    }

    @Override
    public Answer error(WantedError wanted, Call call) {
        return Answer.json(
                wanted.status(),
                Json.object().put("error", wanted.text("error")).put("message", wanted.text("message")));
    }

    @Override
    public synchronized ObjectNode totals() {
        var counted = countedById.values().stream().filter(counts -> counts).count();
        return Json.object()
                .put("requests", requests)
                .put("eventsReceived", received)
                .put("counted", counted);
    }

    @Override
    public ObjectNode books(BooksQuery query) {
        var books = Json.object();
        books.set("totals", totals());
        return books;
    }

    @Override
    public JsonNode control(String verb, JsonNode argument) {
        throw new ControlException("Acme knows no '" + verb + "'; it knows " + List.of());
    }

    @Override
    public synchronized void reset() {
        journal.clear();
        countedById.clear();
        requests = 0;
        received = 0;
    }

    @Override
    public void close() {
        journal.close();
    }
}
