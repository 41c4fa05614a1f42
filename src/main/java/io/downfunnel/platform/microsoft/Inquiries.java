package io.downfunnel.platform.microsoft;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.Diagnostic;

/** What an account says about itself. Nothing here changes anything. */
record Inquiries(Line line, CampaignApi campaigns, CustomerApi customers, Credentials who) {
    private static final String AUTO_TAGGING = "MSCLKIDAutoTaggingEnabled";
    private static final int DAYS = 30;
    /** So many goals one question may name. */
    private static final int MOST_GOALS = 100;

    JsonNode account() {
        return line.read(authorization -> customers.account(
                        authorization, who.developerToken(), new Questions.AccountAsked(who.account())))
                .path("Account");
    }

    List<Goal> goals() {
        var goals = new ArrayList<Goal>();
        line.read(authorization -> campaigns.goals(
                        authorization, who.developerToken(), who.customer(), who.account(), Questions.GoalsAsked.ALL))
                .path("ConversionGoals")
                .forEach(json -> {
                    if (json.isObject()) {
                        goals.add(Goal.of(json));
                    }
                });
        return goals;
    }

    /** Whether clicks bring their MSCLKID to the landing page; empty when Microsoft does not say. */
    Optional<Boolean> tagsClicks() {
        var properties = line.read(authorization -> campaigns.properties(
                        authorization,
                        who.developerToken(),
                        who.customer(),
                        who.account(),
                        new Questions.PropertiesAsked(AUTO_TAGGING)))
                .path("AccountProperties");
        for (var property : properties) {
            if (property.path("Name").asText("").equals(AUTO_TAGGING)) {
                return Optional.of(Boolean.parseBoolean(property.path("Value").asText("")));
            }
        }
        return Optional.empty();
    }

    /** How the uploads of the last thirty days fared, goal by goal. */
    List<Diagnostic> uploads() {
        var ids = goals().stream()
                .filter(Goal::takesUploads)
                .map(Goal::id)
                .limit(MOST_GOALS)
                .toList();
        if (ids.isEmpty()) {
            return List.of();
        }
        var today = LocalDate.ofInstant(line.wire().clock().instant(), ZoneOffset.UTC);
        var asked = Questions.UploadsAsked.since(today.minusDays(DAYS), today, ids);
        var diagnostics = new ArrayList<Diagnostic>();
        line.read(authorization ->
                        campaigns.uploads(authorization, who.developerToken(), who.customer(), who.account(), asked))
                .path("OfflineGoalConversionSummaries")
                .forEach(summary -> {
                    if (summary.isObject()) {
                        diagnostics.add(diagnostic(summary));
                    }
                });
        return diagnostics;
    }

    private Diagnostic diagnostic(JsonNode summary) {
        long successful = summary.path("OverallSuccessCount").asLong(0);
        long total = successful + summary.path("OverallUnattributedCount").asLong(0);
        var complaints = new ArrayList<Diagnostic.Complaint>();
        summary.path("OverallAlerts").forEach(alert -> {
            var reason = alert.path("UnattributedReason").asText("Unknown");
            complaints.add(new Diagnostic.Complaint(
                    line.faults().table().of(reason).failure(""),
                    total == 0 ? 0 : Math.min(1, alert.path("Count").asDouble(0) / total)));
        });
        complaints.sort(Comparator.comparingDouble(Diagnostic.Complaint::share).reversed());
        return new Diagnostic(
                Optional.of(summary.path("GoalId").asText("")),
                "CampaignManagementAPI",
                // Microsoft judges in numbers only.
                "Success rate " + summary.path("OverallSuccessRate").asText("unknown"),
                total,
                successful,
                0,
                Optional.empty(),
                complaints);
    }
}
