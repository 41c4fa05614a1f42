package io.downfunnel.sandbox.microsoft;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;

/**
 * A conversion goal. Source: campaign-management-service/offlineconversiongoal.
 *
 * @param type OfflineConversion, or fed by the website
 * @param unique counts one conversion for each click
 * @param enhanced counts conversions by hashed identifiers, too
 */
record ConversionGoal(
        String id,
        String name,
        String type,
        boolean unique,
        boolean enhanced,
        boolean paused,
        Duration window,
        Instant createdAt) {

    boolean offline() {
        return type.equals("OfflineConversion");
    }

    ConversionGoal with(String name, boolean paused) {
        return new ConversionGoal(id, name, type, unique, enhanced, paused, window, createdAt);
    }

    /** Numbers as numbers: so the service writes them. */
    ObjectNode toJson() {
        var json = Json.object()
                .put("ConversionWindowInMinutes", window.toMinutes())
                .put("CountType", unique ? "Unique" : "All")
                .put("ExcludeFromBidding", true)
                .put("GoalCategory", offline() ? "SubmitLeadForm" : "Contact")
                .put("Id", Long.parseLong(id))
                .put("IsEnhancedConversionsEnabled", enhanced)
                .put("Name", name)
                .put("Scope", "Account")
                .put("Status", paused ? "Paused" : "Active")
                .putNull("TagId")
                .put("Type", type);
        json.putObject("Revenue")
                .put("CurrencyCode", Advertiser.CURRENCY)
                .put("Type", "VariableValue")
                .put("Value", 1);
        return json;
    }
}
