package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Json;

/**
 * What LinkedIn received and counted. Two events with one id both count: only the Insight Tag's twin is dropped. Changed
 * by journal entries only. Not safe for many threads; its owner takes turns.
 */
final class LinkedInBooks {

    private record Key(String rule, String eventId) {}

    private record Arrival(String at, int events, String outcome, String fault, boolean protocolNamed) {

        ObjectNode toJson() {
            return Json.object()
                    .put("at", at)
                    .put("events", events)
                    .put("outcome", outcome)
                    .put("fault", fault)
                    .put("protocolNamed", protocolNamed);
        }
    }

    private static final class Conversion {
        final Key key;
        final Set<String> payloads = new LinkedHashSet<>();
        int received;
        int counted;
        int deduplicated;
        String happenedAt = "";
        String value = "";
        String currency = "";
        BigDecimal countedValue = BigDecimal.ZERO;

        Conversion(Key key) {
            this.key = key;
        }

        ObjectNode toJson() {
            return Json.object()
                    .put("rule", key.rule())
                    .put("eventId", key.eventId())
                    .put("received", received)
                    .put("counted", counted)
                    .put("deduplicated", deduplicated)
                    .put("reason", counted > 0 ? "" : deduplicated > 0 ? "INSIGHT_TAG_TWIN" : "NO_KNOWN_MEMBER")
                    .put("payloads", payloads.size())
                    .put("conversionHappenedAt", happenedAt)
                    .put("value", value)
                    .put("currency", currency);
        }
    }

    private final Map<Key, Conversion> conversions = new LinkedHashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Set<String> tagEvents = new HashSet<>();
    private final Map<String, Integer> managementCalls = new TreeMap<>();
    private final ConversionRules rules;
    private final Credits credits;
    private int unnamed;

    LinkedInBooks(ConversionRules rules, Credits credits) {
        this.rules = rules;
        this.credits = credits;
    }

    /** A call beside those for events. */
    void called(String resource) {
        managementCalls.merge(resource, 1, Integer::sum);
    }

    void apply(JsonNode entry) {
        Json.stream(entry.path("accepted"))
                .map(StreamedEvent::from)
                .forEach(event -> add(event, Instant.parse(entry.path("at").asText())));
        String outcome = entry.path("outcome").asText();
        outcomes.merge(outcome, 1, Integer::sum);
        arrivals.add(new Arrival(
                entry.path("at").asText(),
                entry.path("events").asInt(),
                outcome,
                entry.path("fault").asText(),
                entry.path("protocolNamed").asBoolean()));
    }

    /** The Insight Tag saw an event with this id; one of the same id from the API will not count. */
    void tagEvent(String eventId) {
        tagEvents.add(eventId);
    }

    void clear() {
        conversions.clear();
        arrivals.clear();
        outcomes.clear();
        tagEvents.clear();
        managementCalls.clear();
        credits.clear();
        unnamed = 0;
    }

    ObjectNode totals() {
        ObjectNode totals = Json.object()
                .put("requests", arrivals.size())
                .put(
                        "requestsWithoutProtocolVersion",
                        arrivals.stream().filter(one -> !one.protocolNamed()).count())
                .put(
                        "eventsReceived",
                        conversions.values().stream()
                                .mapToInt(one -> one.received)
                                .sum())
                .put("conversions", conversions.size())
                .put(
                        "counted",
                        conversions.values().stream()
                                .mapToInt(one -> one.counted)
                                .sum())
                .put(
                        "notCounted",
                        conversions.values().stream()
                                .filter(one -> one.counted == 0)
                                .count())
                .put(
                        "countedMoreThanOnce",
                        conversions.values().stream()
                                .filter(one -> one.counted > 1)
                                .count())
                .put(
                        "receivedMoreThanOnce",
                        conversions.values().stream()
                                .filter(one -> one.received > 1)
                                .count());
        outcomes.forEach(totals.putObject("outcomes")::put);
        managementCalls.forEach(totals.putObject("managementCalls")::put);
        ObjectNode byRule = totals.putObject("rules");
        conversions.values().stream().filter(one -> one.counted > 0).forEach(one -> add(byRule, one));
        return totals;
    }

    ObjectNode books(BooksQuery query) {
        ObjectNode books = Json.object();
        books.set("totals", totals());
        if (query.wants("conversions")) {
            var list = books.putArray("conversions");
            query.page(List.copyOf(conversions.values())).forEach(one -> list.add(one.toJson()));
        }
        if (query.wants("requests")) {
            var list = books.putArray("requests");
            query.page(arrivals).forEach(one -> list.add(one.toJson()));
        }
        if (query.wants("rules")) {
            var list = books.putArray("rules");
            query.page(rules.all()).forEach(one -> list.add(rules.shown(one)));
        }
        return books;
    }

    private void add(StreamedEvent event, Instant takenAt) {
        String eventId = event.eventId().isEmpty() ? "(none) " + unnamed++ : event.eventId();
        Conversion one = conversions.computeIfAbsent(new Key(event.rule(), eventId), Conversion::new);
        one.received++;
        rules.calledBack(event.rule(), takenAt);
        one.payloads.add(event.hash());
        one.happenedAt = event.happenedAt();
        one.value = event.value();
        one.currency = event.currency();
        if (tagEvents.contains(event.eventId())) {
            one.deduplicated++;
        } else if (event.member()) {
            one.counted++;
            one.countedValue = one.countedValue.add(new BigDecimal(event.value().isEmpty() ? "0" : event.value()));
            rules.find(event.rule()).ifPresent(rule -> credits.add(event, rule, takenAt));
        }
    }

    private static void add(ObjectNode byRule, Conversion one) {
        ObjectNode rule = byRule.withObjectProperty(one.key.rule());
        rule.put("counted", rule.path("counted").asInt() + one.counted);
        if (!one.value.isEmpty()) {
            ObjectNode values = rule.withObjectProperty("values");
            BigDecimal before = new BigDecimal(values.path(one.currency).asText("0"));
            values.put(one.currency, before.add(one.countedValue).toPlainString());
        }
    }
}
