package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

/** A client of the Data Manager API with a token in hand. */
record DataManagerVisitor(Visitor visitor, String token) {

    static final String CUSTOMER = "1234567890";
    static final String ACTION = "7000000001";
    static final String SHA256 = "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4";

    static DataManagerVisitor to(Sandbox sandbox) {
        Visitor visitor = Visitor.to(sandbox);
        return new DataManagerVisitor(visitor, token(visitor));
    }

    static String token(Visitor visitor) {
        return refreshed(visitor).json().path("access_token").asText();
    }

    static Reply refreshed(Visitor visitor) {
        return visitor.post(
                "/token",
                "grant_type=refresh_token&client_id=sandbox-google-client.apps.example"
                        + "&client_secret=sandbox-google-secret&refresh_token=1//sandbox-google-refresh-token",
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    Reply ingest(String body) {
        return visitor.post("/v1/events:ingest", body, "Authorization", "Bearer " + token);
    }

    /** Sends events to the qualified-lead action and expects them to be taken. */
    String accepted(String... events) {
        Reply reply = ingest(request(events));
        if (reply.status() != 200) {
            throw new AssertionError(reply.body());
        }
        return reply.json().path("requestId").asText();
    }

    Reply status(String requestId) {
        return visitor.get("/v1/requestStatus:retrieve?requestId=" + requestId, "Authorization", "Bearer " + token);
    }

    /** The status of the only destination, once it is out. */
    JsonNode verdict(String requestId) {
        Visitor.eventually(
                () -> !first(requestId).path("requestStatus").asText().equals("PROCESSING"));
        return first(requestId);
    }

    private JsonNode first(String requestId) {
        return status(requestId).json().path("requestStatusPerDestination").path(0);
    }

    /** The only reason for which an event was refused after it had been taken; empty when it was not. */
    String reasonFor(String... events) {
        return verdict(accepted(events))
                .path("errorInfo")
                .path("errorCounts")
                .path(0)
                .path("reason")
                .asText();
    }

    JsonNode conversion(String transactionId) {
        for (JsonNode one : visitor.books("google").path("conversions")) {
            if (one.path("transactionId").asText().equals(transactionId)) {
                return one;
            }
        }
        throw new AssertionError("No conversion " + transactionId);
    }

    static String request(String... events) {
        return requestTo(List.of(destination(ACTION)), events);
    }

    static String requestTo(List<String> destinations, String... events) {
        return """
                {"destinations":[%s],"encoding":"HEX","events":[%s]}""".formatted(
                        String.join(",", destinations), List.of(events).stream().collect(Collectors.joining(",")));
    }

    static String destination(String action) {
        return """
                {"operatingAccount":{"accountType":"GOOGLE_ADS","accountId":"%s"},"productDestinationId":"%s"}""".formatted(CUSTOMER, action);
    }

    /** An event an hour ago, with whatever identifies it. */
    static String event(String transactionId, String identifiers) {
        return event(transactionId, Duration.ofHours(1), identifiers);
    }

    static String event(String transactionId, Duration age, String identifiers) {
        return """
                {"transactionId":"%s","eventTimestamp":"%s","eventSource":"WEB","conversionValue":100.5,"currency":"EUR",%s}""".formatted(transactionId, Instant.now().minus(age), identifiers);
    }

    static String gclid(String value) {
        return """
                "adIdentifiers":{"gclid":"%s"}""".formatted(value);
    }

    static String email(String hash) {
        return """
                "userData":{"userIdentifiers":[{"emailAddress":"%s"}]}""".formatted(hash);
    }

    /** A gclid of the right shape. */
    static String aGclid(int number) {
        return "Cj0KCQsandbox%050dEALw_wcB".formatted(number);
    }
}
