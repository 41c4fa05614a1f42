package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.google.Judge.Belongs;
import io.downfunnel.sandbox.google.Judge.Forced;
import io.downfunnel.sandbox.google.Judge.Refused;
import io.downfunnel.sandbox.google.UploadTally.Route;

/**
 * What Google received and what it made of it. Changed by journal entries only, the same way live and after a restart.
 * Not safe for many threads; its owner takes turns.
 */
final class GoogleBooks {

    private record Key(String action, String transactionId) {}

    /** One line of the list of requests. */
    private record Arrival(String at, String requestId, int events, String outcome, String fault) {

        ObjectNode toJson() {
            return Json.object()
                    .put("at", at)
                    .put("requestId", requestId)
                    .put("events", events)
                    .put("outcome", outcome)
                    .put("fault", fault);
        }
    }

    private final Map<Key, Conversion> conversions = new LinkedHashMap<>();
    private final Map<JsonNode, JsonNode> destinations = new HashMap<>();
    private final Map<String, Submission> submissions = new HashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<List<String>> clicksUsed = new HashSet<>();
    private final Map<String, Integer> effects = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Integer> routes = new TreeMap<>();
    private final Operations operations = new Operations();
    private final List<ObjectNode> calls = new ArrayList<>();
    private final List<ObjectNode> adjustments = new ArrayList<>();

    /** What this event does to the books if it is taken now. */
    Judged judge(IngestedEvent event, int destination, ConversionAction action, Judge.Verdict verdict, Instant now) {
        Optional<Conversion> before = event.transactionId().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(conversions.get(new Key(action.id(), event.transactionId())))
                        .filter(Conversion::counted);
        if (before.isPresent()) {
            return known(event, destination, before.get(), verdict, now);
        }
        return switch (verdict) {
            case Forced(var reason) -> judged(event, destination, Effect.REFUSED, reason, "");
            case Refused(var reason) -> judged(event, destination, Effect.REFUSED, reason, "");
            case Belongs(var click)
            when taken(action, click, event) ->
                judged(event, destination, Effect.REFUSED, "PROCESSING_ERROR_REASON_DUPLICATE_GCLID", click.value());
            case Belongs(var click)
            when action.onePerClick() && spent(action, click) ->
                judged(event, destination, Effect.SURPLUS, "", click.value());
            case Belongs(var click) -> judged(event, destination, Effect.COUNTED, "", click.value());
        };
    }

    /** A change of what is counted. Whom it belongs to was settled long ago; consent is asked for each time. */
    private static Judged known(
            IngestedEvent event, int destination, Conversion before, Judge.Verdict verdict, Instant now) {
        if (verdict instanceof Forced(var reason)) {
            return judged(event, destination, Effect.REFUSED, reason, "");
        }
        if (event.consentDenied()) {
            return judged(event, destination, Effect.REFUSED, "PROCESSING_ERROR_REASON_DENIED_CONSENT", "");
        }
        Effect effect = before.known(event);
        return effect == Effect.RESTATED && before.tooOldToChange(now)
                ? judged(event, destination, Effect.REFUSED, "PROCESSING_ERROR_REASON_EVENT_TOO_OLD", "")
                : judged(event, destination, effect, "", "");
    }

    /** What a row of the Google Ads API does to the books if it is taken now. A known order id changes nothing there. */
    Judged judgeUpload(ClickUpload upload, int destination, ConversionAction action, Judge.Verdict verdict) {
        IngestedEvent event = upload.asEvent();
        if (!upload.orderId().isEmpty()
                && conversion(action.id(), upload.orderId()).isPresent()) {
            return judged(event, destination, Effect.REFUSED, "ORDER_ID_ALREADY_IN_USE", "");
        }
        return switch (verdict) {
            case Forced(var reason) -> judged(event, destination, Effect.REFUSED, reason, "");
            case Refused(var reason) ->
                judged(event, destination, Effect.REFUSED, upload.hasClickId() ? told(upload, reason) : reason, "");
            case Belongs(var click)
            when taken(action, click, event) ->
                judged(event, destination, Effect.REFUSED, "CLICK_CONVERSION_ALREADY_EXISTS", click.value());
            case Belongs(var click)
            when action.onePerClick() && spent(action, click) ->
                judged(event, destination, Effect.SURPLUS, "", click.value());
            case Belongs(var click) -> judged(event, destination, Effect.COUNTED, "", click.value());
        };
    }

    /** Without consent nothing is counted, and nobody is told; google.md §3.4 has no error for it. */
    private static String told(ClickUpload upload, String reason) {
        if (reason.endsWith("_DENIED_CONSENT")) {
            return reason;
        }
        String code = UploadErrors.code(reason);
        return code.equals("CLICK_NOT_FOUND") && upload.kind() != AdClick.Kind.GCLID ? "EVENT_NOT_FOUND" : code;
    }

    /** What becomes of an adjustment that is made now; what Data Manager took in later than {@code known} is not found. */
    String judge(Adjustment adjustment, Instant now, Instant known) {
        return adjusted(adjustment)
                .filter(conversion -> conversion.adjustable(known))
                .map(conversion -> conversion.judge(adjustment, now))
                .orElse("CONVERSION_NOT_FOUND");
    }

    private Optional<Conversion> adjusted(Adjustment adjustment) {
        return adjustment.orderId().isEmpty()
                ? conversions.values().stream()
                        .filter(one -> one.action.equals(adjustment.action()))
                        .filter(one -> one.isOf(
                                adjustment.gclid(), adjustment.happenedAt().orElseThrow()))
                        .findFirst()
                : conversion(adjustment.action(), adjustment.orderId());
    }

    private Optional<Conversion> conversion(String action, String transactionId) {
        return Optional.ofNullable(conversions.get(new Key(action, transactionId)))
                .filter(Conversion::counted);
    }

    /** How all uploads fared. */
    List<UploadTally> tallies(Instant processed) {
        return submissions.values().stream()
                .flatMap(submission -> submission
                        .tallies(submission.route() == Route.DATA_MANAGER
                                && submission.receivedAt().isAfter(processed))
                        .stream())
                .toList();
    }

    void apply(JsonNode entry) {
        switch (entry.path("entry").asText()) {
            case "ingest" -> ingested(entry);
            case "refusal" -> note(entry);
            case "operations" -> operated(entry);
            case "upload" -> uploaded(entry);
            case "adjustments" -> adjusted(entry);
            default -> throw new IllegalStateException("The books have no entry of this kind: " + entry);
        }
    }

    Operations operations() {
        return operations;
    }

    /** All that counts and had come in at this instant. */
    List<CountedConversion> counted(Instant upTo) {
        return conversions.values().stream()
                .filter(Conversion::counts)
                .filter(one -> !one.countedAt().isAfter(upTo))
                .map(Conversion::asCounted)
                .toList();
    }

    Optional<Submission> submission(String requestId) {
        return Optional.ofNullable(submissions.get(requestId));
    }

    /** Requests whose verdict was not yet to be had at this instant. */
    long processing(Instant now, Duration delay) {
        return submissions.values().stream()
                .filter(submission -> submission.route() == Route.DATA_MANAGER)
                .filter(submission -> now.isBefore(submission.receivedAt().plus(delay)))
                .count();
    }

    void clear() {
        conversions.clear();
        submissions.clear();
        arrivals.clear();
        clicksUsed.clear();
        effects.clear();
        outcomes.clear();
        routes.clear();
        operations.clear();
        calls.clear();
        adjustments.clear();
    }

    ObjectNode totals() {
        ObjectNode totals = Json.object()
                .put("requests", arrivals.size())
                .put(
                        "eventsReceived",
                        effects.values().stream().mapToInt(Integer::intValue).sum())
                .put("conversions", conversions.size())
                .put(
                        "counted",
                        conversions.values().stream().filter(Conversion::counts).count())
                .put(
                        "notCounted",
                        conversions.values().stream()
                                .filter(one -> !one.counts())
                                .count())
                .put(
                        "receivedMoreThanOnce",
                        conversions.values().stream()
                                .filter(one -> one.received() > 1)
                                .count());
        counts(totals.putObject("outcomes"), outcomes);
        counts(totals.putObject("effects"), effects);
        counts(totals.putObject("reasons"), reasons());
        counts(totals.putObject("routes"), routes);
        totals.put("adsCalls", calls.size()).put("adjustments", adjustments.size());
        ObjectNode actions = totals.putObject("actions");
        conversions.values().stream().filter(Conversion::counts).forEach(one -> add(actions, one));
        return totals;
    }

    ObjectNode books(BooksQuery query) {
        ObjectNode books = Json.object();
        if (query.wants("conversions")) {
            var list = books.putArray("conversions");
            query.page(List.copyOf(conversions.values())).forEach(one -> list.add(one.toJson()));
        }
        if (query.wants("requests")) {
            var list = books.putArray("requests");
            query.page(arrivals).forEach(one -> list.add(one.toJson()));
        }
        if (query.wants("adjustments")) {
            books.putArray("adjustments").addAll(query.page(adjustments));
        }
        if (query.wants("adsCalls")) {
            books.putArray("adsCalls").addAll(query.page(calls));
        }
        return books;
    }

    /** Opens the page of a request that is taken in; its events follow one by one. */
    Submission open(JsonNode entry) {
        return open(
                entry,
                Submission.ofDataManager(
                        entry.path("requestId").asText(),
                        Instant.parse(entry.path("at").asText())));
    }

    /** Likewise one of the Google Ads API. */
    Submission openJob(JsonNode entry) {
        return open(
                entry,
                Submission.ofJob(
                        entry.path("requestId").asText(),
                        Instant.parse(entry.path("at").asText()),
                        entry.path("job").asLong()));
    }

    private Submission open(JsonNode entry, Submission submission) {
        // Thousands of requests name the same few destinations; one copy of each is kept.
        Json.stream(entry.path("destinations"))
                .map(destination -> destinations.computeIfAbsent(destination, same -> same))
                .forEach(submission::destination);
        submission.warned(entry.path("warning").asText());
        submissions.put(submission.requestId(), submission);
        return submission;
    }

    /** Takes an event in, so that the next one of the same request is judged with this one known. */
    void add(Submission submission, Judged event) {
        String action = submission.action(event.destination());
        String key = event.transactionId().isEmpty()
                ? "(none) " + submission.requestId() + "#" + submission.records(event.destination())
                : event.transactionId();
        submission.judged(event);
        conversions
                .computeIfAbsent(new Key(action, key), same -> new Conversion(action, key))
                .arrived(event, submission.receivedAt().toString(), submission.route() == Route.ADS_API);
        routes.merge(submission.route().name(), 1, Integer::sum);
        effects.merge(event.effect().name(), 1, Integer::sum);
        if (event.effect() == Effect.COUNTED) {
            clicksUsed.add(List.of(action, event.click()));
            clicksUsed.add(List.of(action, event.click(), second(Instant.parse(event.happenedAt()))));
        }
    }

    /** Notes a request, whatever became of it, in the list of requests. */
    void note(JsonNode entry) {
        arrived(entry, entry.path("outcome").asText("accepted"));
    }

    private void uploaded(JsonNode entry) {
        Submission submission = openJob(entry);
        Json.stream(entry.path("events")).map(Judged::from).forEach(event -> add(submission, event));
        broken(submission, entry);
    }

    void broken(Submission submission, JsonNode entry) {
        Json.stream(entry.path("broken"))
                .forEach(one -> submission.broken(
                        one.path("destination").asInt(), one.path("reason").asText()));
    }

    private void adjusted(JsonNode entry) {
        Json.stream(entry.path("rows")).forEach(row -> adjusted(entry.path("at").asText(), row));
    }

    /** Takes an adjustment in, so that the next one of the same request is judged with this one known. */
    void adjusted(String at, JsonNode row) {
        if (row.path("result").asText().equals(Adjustment.TAKEN)) {
            var adjustment = Adjustment.from(row);
            adjusted(adjustment).ifPresent(conversion -> conversion.adjust(adjustment, at));
        }
        ObjectNode line = row.deepCopy();
        adjustments.add(line.put("receivedAt", at));
    }

    private void operated(JsonNode entry) {
        operations.take(
                entry.path("operations").asInt(), Instant.parse(entry.path("at").asText()));
        ObjectNode line = entry.deepCopy();
        line.remove("entry");
        calls.add(line);
    }

    private void ingested(JsonNode entry) {
        Submission submission = open(entry);
        Json.stream(entry.path("events")).map(Judged::from).forEach(event -> add(submission, event));
        note(entry);
    }

    private void arrived(JsonNode entry, String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
        arrivals.add(new Arrival(
                entry.path("at").asText(),
                entry.path("requestId").asText(),
                entry.path("events").isArray()
                        ? entry.path("events").size()
                        : entry.path("events").asInt(),
                outcome,
                entry.path("fault").asText()));
    }

    private Map<String, Integer> reasons() {
        Map<String, Integer> reasons = new TreeMap<>();
        conversions.values().stream()
                .filter(one -> !one.counted())
                .forEach(one -> reasons.merge(one.reason(), 1, Integer::sum));
        return reasons;
    }

    private boolean taken(ConversionAction action, AdClick click, IngestedEvent event) {
        return clicksUsed.contains(List.of(action.id(), click.value(), second(event.happenedAt())));
    }

    /** The Google Ads API writes times to the second (google.md §3.3), so two of one second are the same to it. */
    private static String second(Instant happenedAt) {
        return happenedAt.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private boolean spent(ConversionAction action, AdClick click) {
        return clicksUsed.contains(List.of(action.id(), click.value()));
    }

    private static Judged judged(IngestedEvent event, int destination, Effect effect, String reason, String click) {
        return new Judged(
                destination,
                event.transactionId(),
                effect,
                reason,
                click,
                event.happenedAt().toString(),
                event.value(),
                event.currency(),
                event.hash(),
                event.core(),
                event.clickIds().stream().anyMatch(id -> id.kind() == AdClick.Kind.WBRAID));
    }

    private static void counts(ObjectNode into, Map<String, Integer> counts) {
        counts.forEach(into::put);
    }

    private static void add(ObjectNode actions, Conversion one) {
        ObjectNode action = actions.withObjectProperty(one.action);
        action.put("counted", action.path("counted").asInt() + 1);
        if (!one.value().isEmpty()) {
            ObjectNode values = action.withObjectProperty("values");
            BigDecimal before = new BigDecimal(values.path(one.currency()).asText("0"));
            values.put(one.currency(), before.add(new BigDecimal(one.value())).toPlainString());
        }
    }
}
