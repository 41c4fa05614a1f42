package io.downfunnel.sandbox.microsoft;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.BooksQuery;
import io.downfunnel.sandbox.Json;

/**
 * What Microsoft received and counted. Of conversions with the same click, goal and time the first counts; of those without a
 * click ID nothing is said, so each counts. Changed by journal entries only. Not safe for many threads; its owner takes turns.
 */
final class MicrosoftBooks {

    /** What tells conversions apart. */
    private record Key(String goal, String who, Instant time) {
        static Key of(JsonNode entry) {
            var click = entry.path("click").asText();
            return new Key(
                    entry.path("goal").asText(),
                    click.isEmpty()
                            ? entry.path("email").asText() + "/"
                                    + entry.path("phone").asText()
                            : click,
                    Instant.parse(entry.path("time").asText()));
        }
    }

    private static final class Conversion {
        private final Key key;
        private final boolean byClick;
        private final Optional<Instant> clickedAt;
        private final String campaign;
        private final Map<String, Integer> reasons = new TreeMap<>();
        private int received;
        private int counted;
        private boolean retracted;
        private BigDecimal value;
        private String currency;
        private Instant changedAt = Instant.MIN;

        private Conversion(Key key, JsonNode entry) {
            this.key = key;
            this.byClick = !entry.path("click").asText().isEmpty();
            this.clickedAt = Optional.of(entry.path("clickedAt").asText())
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse);
            this.campaign = entry.path("campaign").asText();
            // The goal's own value and currency, where the conversion has none.
            this.value = new BigDecimal(entry.path("value").asText("1"));
            this.currency = entry.path("currency").asText();
            if (currency.isEmpty()) {
                currency = Advertiser.CURRENCY;
            }
        }

        private ObjectNode toJson() {
            var json = Json.object()
                    .put("goal", key.goal())
                    .put("click", byClick ? key.who() : "")
                    .put("time", key.time().toString())
                    .put("received", received)
                    .put("counted", counted)
                    .put("retracted", retracted)
                    .put("value", value.toPlainString())
                    .put("currency", currency);
            reasons.forEach(json.putObject("reasons")::put);
            return json;
        }
    }

    private record Arrival(String at, String what, int items, String outcome, String fault) {
        private ObjectNode toJson() {
            return Json.of(this);
        }
    }

    /** What was counted of a goal for a campaign on the day of the click. */
    record CountedDay(LocalDate day, String campaign, String goal, int counted, BigDecimal value) {}

    private final Map<Key, Conversion> conversions = new LinkedHashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Integer> lostAdjustments = new TreeMap<>();
    private int adjustments;

    void apply(JsonNode entry) {
        entry.path("accepted").forEach(this::add);
        entry.path("adjusted").forEach(this::change);
        var outcome = entry.path("outcome").asText();
        outcomes.merge(outcome, 1, Integer::sum);
        arrivals.add(new Arrival(
                entry.path("at").asText(),
                entry.path("what").asText(),
                entry.path("items").asInt(),
                outcome,
                entry.path("fault").asText()));
    }

    void clear() {
        conversions.clear();
        arrivals.clear();
        outcomes.clear();
        lostAdjustments.clear();
        adjustments = 0;
    }

    private void add(JsonNode entry) {
        var key = Key.of(entry);
        var one = conversions.computeIfAbsent(key, any -> new Conversion(any, entry));
        one.received++;
        var reason = reason(entry, one);
        if (reason.isEmpty()) {
            one.counted++;
        } else {
            one.reasons.merge(reason, 1, Integer::sum);
        }
    }

    private String reason(JsonNode entry, Conversion one) {
        if (one.byClick && one.received > 1) {
            return "DuplicateConversionKey";
        }
        if (entry.path("unique").asBoolean() && one.byClick && otherCounted(one)) {
            return "OnePerClick";
        }
        return entry.path("reason").asText();
    }

    private boolean otherCounted(Conversion one) {
        return conversions.values().stream()
                .anyMatch(other -> other != one
                        && other.counted > 0
                        && other.key.goal().equals(one.key.goal())
                        && other.key.who().equals(one.key.who()));
    }

    /** One that is not newer than the last one changes nothing. */
    private void change(JsonNode entry) {
        adjustments++;
        var one = conversions.get(Key.of(entry));
        var at = Instant.parse(entry.path("adjustedAt").asText());
        if (one == null) {
            lostAdjustments.merge("AdjustmentOriginalNotFound", 1, Integer::sum);
        } else if (one.retracted) {
            lostAdjustments.merge("ConversionAlreadyRetracted", 1, Integer::sum);
        } else if (!at.isBefore(one.changedAt)) {
            one.changedAt = at;
            if (entry.path("type").asText().equals("Retract")) {
                one.retracted = true;
                one.counted = 0;
            } else {
                one.value = new BigDecimal(entry.path("value").asText());
                one.currency = entry.path("currency").asText();
            }
        }
    }

    ObjectNode totals() {
        var totals = Json.object()
                .put("requests", arrivals.size())
                .put("eventsReceived", sum(one -> one.received))
                .put("conversions", conversions.size())
                .put("counted", sum(one -> one.counted))
                .put("notCounted", sum(one -> one.counted == 0 ? 1 : 0))
                .put("countedMoreThanOnce", sum(one -> one.counted > 1 ? 1 : 0))
                .put("receivedMoreThanOnce", sum(one -> one.received > 1 ? 1 : 0))
                .put("adjustmentsReceived", adjustments);
        outcomes.forEach(totals.putObject("outcomes")::put);
        lostAdjustments.forEach(totals.putObject("lostAdjustments")::put);
        var goals = totals.putObject("goals");
        conversions.values().stream().filter(one -> one.counted > 0).forEach(one -> {
            ObjectNode goal = goals.withObjectProperty(one.key.goal());
            goal.put("counted", goal.path("counted").asInt() + one.counted);
            ObjectNode values = goal.withObjectProperty("values");
            values.put(
                    one.currency,
                    new BigDecimal(values.path(one.currency).asText("0"))
                            .add(one.value.multiply(BigDecimal.valueOf(one.counted)))
                            .toPlainString());
        });
        return totals;
    }

    private int sum(java.util.function.ToIntFunction<Conversion> number) {
        return conversions.values().stream().mapToInt(number).sum();
    }

    ObjectNode books(BooksQuery query) {
        var books = Json.object();
        books.set("totals", totals());
        if (query.wants("conversions")) {
            var list = books.putArray("conversions");
            query.page(List.copyOf(conversions.values())).forEach(one -> list.add(one.toJson()));
        }
        if (query.wants("requests")) {
            var list = books.putArray("requests");
            query.page(arrivals).forEach(one -> list.add(one.toJson()));
        }
        return books;
    }

    List<CountedDay> counted() {
        return conversions.values().stream()
                .filter(one -> one.counted > 0)
                .map(one -> new CountedDay(
                        LocalDate.ofInstant(one.clickedAt.orElseThrow(), ZoneOffset.UTC),
                        one.campaign,
                        one.key.goal(),
                        one.counted,
                        one.value))
                .toList();
    }

    /** Taken in for a goal, and why some of it was not attributed. */
    record Fate(int counted, Map<String, Integer> reasons) {}

    Fate fate(String goal) {
        var reasons = new TreeMap<String, Integer>();
        int counted = 0;
        for (var one : conversions.values()) {
            if (one.key.goal().equals(goal)) {
                counted += one.counted;
                one.reasons.forEach((reason, times) -> reasons.merge(reason, times, Integer::sum));
            }
        }
        return new Fate(counted, reasons);
    }
}
