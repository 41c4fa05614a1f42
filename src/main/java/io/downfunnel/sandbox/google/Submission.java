package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

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
    private final List<PerDestination> destinations = new ArrayList<>(1);
    private String warning = "";

    Submission(String requestId, Instant receivedAt) {
        this.requestId = requestId;
        this.receivedAt = receivedAt;
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
