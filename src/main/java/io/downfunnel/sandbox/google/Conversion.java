package io.downfunnel.sandbox.google;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** All that ever arrived for one transaction id at one conversion action. */
final class Conversion {

    final String action;
    final String transactionId;
    private Set<String> payloads = Set.of();
    private List<ObjectNode> restatements = List.of();
    private int received;
    private int drifts;
    private boolean counted;
    private String reason = "";
    private String value = "";
    private String currency = "";
    private String click = "";
    private String happenedAt = "";

    Conversion(String action, String transactionId) {
        this.action = action;
        this.transactionId = transactionId;
    }

    boolean counted() {
        return counted;
    }

    String value() {
        return value;
    }

    String currency() {
        return currency;
    }

    String reason() {
        return reason;
    }

    int received() {
        return received;
    }

    Effect known(IngestedEvent event) {
        if (payloads.contains(event.hash())) {
            return event.value().equals(value) && event.currency().equals(currency) ? Effect.REPEATED : Effect.RESTATED;
        }
        return event.value().equals(value) && event.currency().equals(currency) ? Effect.DRIFTED : Effect.RESTATED;
    }

    void arrived(Judged event, String at) {
        received++;
        payloads = with(payloads, event.hash());
        switch (event.effect()) {
            case COUNTED -> {
                counted = true;
                reason = "";
                value = event.value();
                currency = event.currency();
                click = event.click();
                happenedAt = event.happenedAt();
            }
            case RESTATED -> {
                restatements = with(
                        restatements,
                        Json.object()
                                .put("at", at)
                                .put("from", value)
                                .put("to", event.value())
                                .put("currency", event.currency()));
                value = event.value();
                currency = event.currency();
            }
            case DRIFTED -> drifts++;
            case REFUSED, SURPLUS -> {
                reason = event.reason();
                value = event.value();
                currency = event.currency();
                happenedAt = event.happenedAt();
            }
            case REPEATED -> {}
        }
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("action", action)
                .put("transactionId", transactionId)
                .put("received", received)
                .put("payloads", payloads.size())
                .put("counted", counted)
                .put("reason", reason)
                .put("value", value)
                .put("currency", currency)
                .put("eventTimestamp", happenedAt)
                .put("click", click)
                .put("drifts", drifts);
        json.putArray("restatements").addAll(restatements);
        return json;
    }

    // Nearly every conversion has one payload and no restatement: growing by copying keeps the many small.
    private static <T> Set<T> with(Set<T> some, T one) {
        return some.contains(one)
                ? some
                : Stream.concat(some.stream(), Stream.of(one)).collect(Collectors.toUnmodifiableSet());
    }

    private static <T> List<T> with(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }
}
