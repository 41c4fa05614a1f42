package io.downfunnel.sandbox.microsoft;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;

/**
 * Takes orders for reports, and says when they are ready. Source: guides/request-download-report, reporting-service. Not safe
 * for many threads; its owner takes turns.
 */
final class ReportDesk {
    static final String COST = "CampaignPerformanceReportRequest";
    static final String COUNTED = "GoalsAndFunnelsReportRequest";

    /** "Most reports should complete within minutes." */
    private static final Duration MAKING = Duration.ofMinutes(2);

    private static final Duration KEPT = Duration.ofDays(2);

    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            COST, Set.of("TimePeriod", "CampaignId", "CampaignName", "CurrencyCode", "AccountId"),
            COUNTED, Set.of("TimePeriod", "CampaignId", "CampaignName", "GoalId", "Goal", "AccountId"));
    private static final Map<String, Set<String>> MEASURES = Map.of(
            COST, Set.of("Impressions", "Clicks", "Spend"),
            COUNTED, Set.of("AllConversions", "AllRevenue"));

    /** A report that was ordered. */
    record Order(String id, String type, List<String> columns, LocalDate first, LocalDate last, Instant readyAt) {
        static Order from(JsonNode entry) {
            return new Order(
                    entry.path("id").asText(),
                    entry.path("type").asText(),
                    Json.stream(entry.path("columns")).map(JsonNode::asText).toList(),
                    LocalDate.parse(entry.path("first").asText()),
                    LocalDate.parse(entry.path("last").asText()),
                    Instant.parse(entry.path("readyAt").asText()));
        }
    }

    private final SandboxClock clock;
    private final Map<String, Order> orders = new HashMap<>();

    ReportDesk(SandboxClock clock) {
        this.clock = clock;
    }

    /** The code of what is wrong with an order; empty when it is taken. */
    Optional<String> refusal(JsonNode order) {
        var type = order.path("Type").asText("");
        if (!MEASURES.containsKey(type)) {
            return Optional.of("ReportingServiceUnknownReportType");
        }
        if (!order.path("Format").asText("Csv").equals("Csv")) {
            return Optional.of("ApiInputValidationError");
        }
        if (!order.path("Aggregation").asText("").equals("Daily")) {
            return Optional.of("ReportingServiceInvalidReportAggregation");
        }
        return columns(order, type).or(() -> scope(order)).or(() -> time(order.path("Time")));
    }

    private static Optional<String> columns(JsonNode order, String type) {
        var columns = Json.stream(order.path("Columns")).map(JsonNode::asText).toList();
        if (columns.isEmpty()) {
            return Optional.of("ReportingServiceNullColumns");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            return Optional.of("ReportingServiceDuplicateColumns");
        }
        if (columns.stream()
                .anyMatch(column -> !ATTRIBUTES.get(type).contains(column)
                        && !MEASURES.get(type).contains(column))) {
            return Optional.of("ApiInputValidationError");
        }
        if (columns.stream().noneMatch(MEASURES.get(type)::contains)) {
            return Optional.of("ReportingServiceNoMeasureSelected");
        }
        return columns.contains("TimePeriod")
                ? Optional.empty()
                : Optional.of("ReportingServiceRequiredColumnsNotSelected");
    }

    private static Optional<String> scope(JsonNode order) {
        var accounts = Json.stream(order.path("Scope").path("AccountIds"))
                .map(JsonNode::asText)
                .toList();
        return accounts.equals(List.of(Advertiser.ACCOUNT))
                ? Optional.empty()
                : Optional.of("ReportingServiceAccountNotAuthorized");
    }

    private Optional<String> time(JsonNode time) {
        var first = date(time.path("CustomDateRangeStart"));
        var last = date(time.path("CustomDateRangeEnd"));
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (first.isEmpty()) {
            return Optional.of("ReportingServiceInvalidCustomDateRangeStart");
        }
        if (last.isEmpty() || last.get().isAfter(today)) {
            return Optional.of("ReportingServiceInvalidCustomDateRangeEnd");
        }
        if (first.get().isAfter(today)) {
            return Optional.of("ReportingServiceInvalidFutureStartDate");
        }
        return last.get().isBefore(first.get())
                ? Optional.of("ReportingServiceEndDateBeforeStartDate")
                : Optional.empty();
    }

    private static Optional<LocalDate> date(JsonNode date) {
        try {
            return Optional.of(LocalDate.of(
                    date.path("Year").asInt(),
                    date.path("Month").asInt(),
                    date.path("Day").asInt()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What goes into the journal. */
    ObjectNode entry(JsonNode order) {
        var time = order.path("Time");
        var entry = Json.object()
                .put("entry", "report")
                .put("id", "3000" + (1_000_000 + orders.size()))
                .put("type", order.path("Type").asText())
                .put(
                        "first",
                        date(time.path("CustomDateRangeStart")).orElseThrow().toString())
                .put("last", date(time.path("CustomDateRangeEnd")).orElseThrow().toString())
                .put("readyAt", clock.instant().plus(clock.shortened(MAKING)).toString());
        entry.set("columns", order.path("Columns"));
        return entry;
    }

    void apply(JsonNode entry) {
        var order = Order.from(entry);
        orders.put(order.id(), order);
    }

    Optional<Order> find(String id) {
        return Optional.ofNullable(orders.get(id))
                .filter(order -> clock.instant().isBefore(order.readyAt().plus(KEPT)));
    }

    /** @param address of the finished report; null when there is nothing in it */
    Answer status(Order order, String address) {
        var status = Json.object();
        var inside = status.putObject("ReportRequestStatus");
        if (clock.instant().isBefore(order.readyAt())) {
            inside.putNull("ReportDownloadUrl").put("Status", "Pending");
        } else {
            inside.put("ReportDownloadUrl", address).put("Status", "Success");
        }
        return Answer.json(200, status);
    }

    void clear() {
        orders.clear();
    }
}
