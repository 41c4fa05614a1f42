package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.google.UploadTally.Route;

/** A request that was taken in, and the counts Google tells about it: never which event, only how many and why. */
final class Submission {

    private static final class PerDestination {
        final JsonNode destination;
        Map<String, Integer> errors = Map.of();
        int records;

        PerDestination(JsonNode destination) {
            this.destination = destination;
        }
    }

    private final String requestId;
    private final Instant receivedAt;
    private final Route route;
    private final long job;
    private final List<PerDestination> destinations = new ArrayList<>(1);
    private String warning = "";

    private Submission(String requestId, Instant receivedAt, Route route, long job) {
        this.requestId = requestId;
        this.receivedAt = receivedAt;
        this.route = route;
        this.job = job;
    }

    static Submission ofDataManager(String requestId, Instant receivedAt) {
        return new Submission(requestId, receivedAt, Route.DATA_MANAGER, 0);
    }

    /** Of the Google Ads API, which judges at once. A client may give several requests the same job. */
    static Submission ofJob(String requestId, Instant receivedAt, long job) {
        return new Submission(requestId, receivedAt, Route.ADS_API, job);
    }

    Route route() {
        return route;
    }

    String requestId() {
        return requestId;
    }

    Instant receivedAt() {
        return receivedAt;
    }

    /** @param reason a {@code ProcessingWarningReason}; empty: none */
    void warned(String reason) {
        warning = reason;
    }

    void destination(JsonNode destination) {
        destinations.add(new PerDestination(destination));
    }

    String action(int destination) {
        return destinations
                .get(destination)
                .destination
                .path("productDestinationId")
                .asText();
    }

    int records(int destination) {
        return destinations.get(destination).records;
    }

    void judged(Judged event) {
        PerDestination one = destinations.get(event.destination());
        one.records++;
        if (event.effect() == Effect.REFUSED) {
            one.errors = new TreeMap<>(one.errors);
            one.errors.merge(event.reason(), 1, Integer::sum);
        }
    }

    /** A record that broke a rule for records and was not looked at any further. */
    void broken(int destination, String reason) {
        PerDestination one = destinations.get(destination);
        one.records++;
        one.errors = new TreeMap<>(one.errors);
        one.errors.merge(reason, 1, Integer::sum);
    }

    /** By destination. */
    List<UploadTally> tallies(boolean pending) {
        return destinations.stream()
                .map(one -> new UploadTally(
                        route,
                        one.destination.path("productDestinationId").asText(),
                        receivedAt,
                        job,
                        one.records,
                        one.errors.entrySet().stream()
                                .collect(Collectors.toMap(
                                        error -> UploadErrors.code(error.getKey()), Map.Entry::getValue, Integer::sum)),
                        pending))
                .toList();
    }

    ObjectNode stillProcessing() {
        ObjectNode status = Json.object();
        ArrayNode list = status.putArray("requestStatusPerDestination");
        destinations.forEach(
                one -> list.addObject().put("requestStatus", "PROCESSING").set("destination", one.destination));
        return status;
    }

    ObjectNode verdict() {
        ObjectNode status = Json.object();
        ArrayNode list = status.putArray("requestStatusPerDestination");
        destinations.forEach(one -> verdict(one, list.addObject()));
        return status;
    }

    private void verdict(PerDestination one, ObjectNode json) {
        int failed = one.errors.values().stream().mapToInt(Integer::intValue).sum();
        json.set("destination", one.destination);
        json.put("requestStatus", failed == 0 ? "SUCCESS" : failed == one.records ? "FAILED" : "PARTIAL_SUCCESS");
        // Counts are int64, hence texts; a count of zero is left out, as protobuf's JSON does.
        ObjectNode ingestion = json.putObject("eventsIngestionStatus");
        if (one.records > 0) {
            ingestion.put("recordCount", String.valueOf(one.records));
        }
        // google.md §2.9: the reasons "may not be populated in all cases".
        if (failed > 0 && !one.errors.containsKey("")) {
            ArrayNode counts = json.putObject("errorInfo").putArray("errorCounts");
            one.errors.forEach((reason, count) -> counted(counts, reason, count));
        }
        if (!warning.isEmpty()) {
            counted(json.putObject("warningInfo").putArray("warningCounts"), warning, one.records);
        }
    }

    private static void counted(ArrayNode counts, String reason, int count) {
        counts.addObject().put("recordCount", String.valueOf(count)).put("reason", reason);
    }
}
