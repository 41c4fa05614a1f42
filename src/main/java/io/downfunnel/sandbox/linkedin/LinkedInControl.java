package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Controls;
import io.downfunnel.sandbox.Json;

/** What tests can do to LinkedIn. Every call is in the journal and holds after a restart. */
final class LinkedInControl {

    private static final List<String> VERBS = List.of(
            "revoke",
            "restore",
            "expire-tokens",
            "consent",
            "scopes",
            "sunset",
            "rule",
            "tag-event",
            "refuse-event",
            "quota",
            "documented-time-errors",
            "retry-after",
            "role",
            "campaigns",
            "metric-values",
            "page-token-alone",
            "page-role",
            "form-response",
            "test-leads-among",
            "redirect-uris");

    private final LinkedInTokens tokens;
    private final ConsentEndpoint consent;
    private final ApiVersions versions;
    private final ConversionRules rules;
    private final LinkedInBooks books;
    private final LinkedInQuotas quotas;
    private final Ownership ownership;
    private final CampaignBook campaigns;
    private final MetricValues metricValues;
    private final AdAccountsResource accounts;
    private final FormBook forms;
    private final FormResponsesResource responses;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile boolean documented;
    private volatile int retryAfter;

    LinkedInControl(
            LinkedInTokens tokens,
            ConsentEndpoint consent,
            ApiVersions versions,
            ConversionRules rules,
            LinkedInBooks books,
            LinkedInQuotas quotas,
            Ownership ownership,
            CampaignBook campaigns,
            MetricValues metricValues,
            AdAccountsResource accounts,
            FormBook forms,
            FormResponsesResource responses) {
        this.tokens = tokens;
        this.consent = consent;
        this.versions = versions;
        this.rules = rules;
        this.books = books;
        this.quotas = quotas;
        this.ownership = ownership;
        this.campaigns = campaigns;
        this.metricValues = metricValues;
        this.accounts = accounts;
        this.forms = forms;
        this.responses = responses;
    }

    void apply(JsonNode entry) {
        JsonNode argument = entry.path("argument");
        Instant at = Instant.parse(entry.path("at").asText());
        switch (entry.path("verb").asText()) {
            case "revoke" -> tokens.revoke(at);
            case "restore" -> tokens.restore();
            case "redirect-uris" -> consent.redirects().register(argument);
            case "expire-tokens" -> tokens.expire(at);
            case "consent" -> tokens.consent(argument.has("at") ? Instant.parse(Controls.text(argument, "at")) : at);
            case "scopes" ->
                tokens.grantOnly(Json.stream(argument.path("scopes"))
                        .map(JsonNode::asText)
                        .toList());
            case "sunset" -> versions.end(Controls.text(argument, "version"));
            case "rule" -> rule(Controls.text(argument, "id"), argument, at);
            case "tag-event" -> books.tagEvent(Controls.text(argument, "eventId"));
            case "refuse-event" -> refused.add(Controls.text(argument, "eventId"));
            case "quota" -> quotas.limit(Controls.number(argument, "perMinute"), Controls.number(argument, "perDay"));
            case "documented-time-errors" -> documented = Controls.truth(argument, "on");
            case "retry-after" -> retryAfter = Controls.number(argument, "seconds");
            case "role" -> ownership.become(role(Controls.text(argument, "role")));
            case "campaigns" -> campaigns.extra(Controls.number(argument, "count"));
            case "metric-values" -> metricValues.limit(Controls.number(argument, "limit"));
            case "page-token-alone" -> accounts.tokenAlone(Controls.truth(argument, "on"));
            case "page-role" -> ownership.pageRole(Controls.truth(argument, "on"));
            case "form-response" -> forms.add(formResponse(argument));
            case "test-leads-among" -> responses.testsAmong(Controls.truth(argument, "on"));
            default ->
                throw new ControlException(
                        "LinkedIn knows no '" + entry.path("verb").asText() + "'; it knows " + VERBS);
        }
    }

    private static FormBook.Answered formResponse(JsonNode argument) {
        return new FormBook.Answered(
                Controls.text(argument, "id"),
                FormBook.REGISTRATION,
                Instant.parse(Controls.text(argument, "submittedAt")),
                Controls.text(argument, "campaignId"),
                argument.path("test").asBoolean(false),
                "Somebody",
                "Else",
                argument.path("email").asText(),
                "Somewhere");
    }

    private void rule(String id, JsonNode argument, Instant at) {
        rules.change(id, ruleChanges(argument), at);
        if (argument.has("campaigns")) {
            rules.associateOnly(
                    id,
                    Json.stream(argument.path("campaigns"))
                            .map(JsonNode::asText)
                            .toList(),
                    at);
        }
    }

    /** A new name, or switched on or off. */
    private static ObjectNode ruleChanges(JsonNode argument) {
        ObjectNode changes = Json.object();
        if (argument.has("name")) {
            changes.put("name", Controls.text(argument, "name"));
        }
        if (argument.has("enabled") || changes.isEmpty() && !argument.has("campaigns")) {
            changes.put("enabled", Controls.truth(argument, "enabled"));
        }
        return changes;
    }

    private static Ownership.Role role(String name) {
        try {
            return Ownership.Role.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new ControlException(
                    "There is no role '" + name + "'; there are " + List.of(Ownership.Role.values()));
        }
    }

    void reset() {
        ownership.reset();
        campaigns.extra(0);
        metricValues.reset();
        accounts.tokenAlone(false);
        forms.reset();
        responses.testsAmong(false);
        tokens.reset();
        versions.reset();
        rules.reset();
        quotas.reset();
        refused.clear();
        documented = false;
        retryAfter = 0;
    }

    /** Whether it finds the person of this event wrong, whatever the event says of them. */
    boolean refuses(String eventId) {
        return refused.contains(eventId);
    }

    /** Whether time errors are worded as documented rather than as measured. */
    boolean documented() {
        return documented;
    }

    /** Seconds a 429 names in its header; 0: it has none, as with LinkedIn. */
    int retryAfter() {
        return retryAfter;
    }
}
