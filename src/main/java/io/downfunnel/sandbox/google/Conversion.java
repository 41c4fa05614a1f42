package io.downfunnel.sandbox.google;

import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/** All that ever arrived for one transaction id at one conversion action. */
final class Conversion {

    final String action;
    final String transactionId;
    private final Set<String> payloads = new LinkedHashSet<>();
    private final ArrayNode restatements = Json.array();
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
        payloads.add(event.hash());
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
                restatements
                        .addObject()
                        .put("at", at)
                        .put("from", value)
                        .put("to", event.value())
                        .put("currency", event.currency());
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
        json.set("restatements", restatements);
        return json;
    }
}
