package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

/** A client of the Conversions API with the Direct API token. */
record ConversionsVisitor(Visitor visitor) {

    static final String TOKEN = "AQV-sandbox-linkedin-direct-token";
    static final String RULE = "30111220";
    static final String EMAIL = "86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d";

    static ConversionsVisitor to(Sandbox sandbox) {
        return new ConversionsVisitor(Visitor.to(sandbox));
    }

    Reply send(String event) {
        return send(event, TOKEN, "202609");
    }

    Reply send(String event, String token, String version) {
        return visitor.post(
                "/rest/conversionEvents",
                event,
                "Authorization",
                "Bearer " + token,
                "LinkedIn-Version",
                version,
                "X-Restli-Protocol-Version",
                "2.0.0",
                "Content-Type",
                "application/json");
    }

    Reply batch(String... events) {
        return visitor.post(
                "/rest/conversionEvents",
                "{\"elements\":[" + String.join(",", events) + "]}",
                "Authorization",
                "Bearer " + TOKEN,
                "LinkedIn-Version",
                "202609",
                "X-Restli-Protocol-Version",
                "2.0.0",
                "X-RestLi-Method",
                "BATCH_CREATE");
    }

    Reply refresh(String fields) {
        return visitor.post("/oauth/v2/accessToken", fields, "Content-Type", "application/x-www-form-urlencoded");
    }

    static final String REFRESH = "grant_type=refresh_token&client_id=sandbox-linkedin-client"
            + "&client_secret=sandbox-linkedin-secret&refresh_token=AQX-sandbox-linkedin-refresh-token";

    JsonNode conversion(String eventId) {
        for (JsonNode one : visitor.books("linkedin").path("conversions")) {
            if (one.path("eventId").asText().equals(eventId)) {
                return one;
            }
        }
        throw new AssertionError("No conversion " + eventId);
    }

    long received() {
        return visitor.totals("linkedin").path("eventsReceived").asLong();
    }

    static String event(String eventId) {
        return event(eventId, RULE, Duration.ofHours(1));
    }

    static String event(String eventId, String rule, Duration age) {
        return """
                {"conversion":"urn:lla:llaPartnerConversion:%s","conversionHappenedAt":%d,\
                "conversionValue":{"currencyCode":"EUR","amount":"480.00"},"eventId":"%s",\
                "user":{"userIds":[{"idType":"SHA256_EMAIL","idValue":"%s"}]}}""".formatted(rule, Instant.now().minus(age).toEpochMilli(), eventId, EMAIL);
    }

    static List<String> texts(JsonNode list, String field) {
        return list.findValuesAsText(field);
    }
}
