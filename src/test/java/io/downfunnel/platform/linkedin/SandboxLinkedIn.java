package io.downfunnel.platform.linkedin;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

import io.downfunnel.domain.Days;
import io.downfunnel.sandbox.Visitor;

/** The ways into the sandbox's LinkedIn, and what its books say of cost. */
final class SandboxLinkedIn {
    private SandboxLinkedIn() {}

    /** With a direct token, which sends events and does nothing else. */
    static Map<String, String> direct(String url) {
        return new HashMap<>(Map.of(
                "url",
                url,
                "token-url",
                url + "/oauth/v2/accessToken",
                "version",
                "202609",
                "token",
                "AQV-sandbox-linkedin-direct-token"));
    }

    /** The direct token for events, and a member who granted access to the ad account for everything else. */
    static Map<String, String> both(String url) {
        var settings = direct(url);
        settings.put("account-id", "510000001");
        settings.put("client-id", "sandbox-linkedin-client");
        settings.put("client-secret", "sandbox-linkedin-secret");
        settings.put("refresh-token", "AQX-sandbox-linkedin-refresh-token");
        return settings;
    }

    /** The same, and who filled in Lead Gen Forms is read. */
    static Map<String, String> withForms(String url) {
        var settings = both(url);
        settings.put("lead-forms", "true");
        return settings;
    }

    /** By id of the response, whether it is a test. */
    static Map<String, Boolean> bookedLeads(Visitor visitor, Days days) {
        var leads = new HashMap<String, Boolean>();
        visitor.get("/__sandbox/books/linkedin?list=form-responses")
                .json()
                .path("form-responses")
                .forEach(response -> {
                    var at = Instant.parse(response.path("submittedAt").asText());
                    if (days.contains(LocalDate.ofInstant(at, ZoneOffset.UTC))) {
                        leads.put(
                                response.path("id").asText(),
                                response.path("test").asBoolean());
                    }
                });
        return leads;
    }

    static Map<String, BigDecimal> bookedCost(Visitor visitor, Days days) {
        var cost = new HashMap<String, BigDecimal>();
        visitor.get("/__sandbox/books/linkedin?list=campaign-days")
                .json()
                .path("campaign-days")
                .forEach(day -> {
                    if (days.contains(LocalDate.parse(day.path("day").asText()))) {
                        cost.merge(
                                day.path("campaign").asText(),
                                new BigDecimal(day.path("cost").asText()),
                                BigDecimal::add);
                    }
                });
        return cost;
    }
}
