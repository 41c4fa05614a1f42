package io.downfunnel.sandbox.microsoft;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Json;

/**
 * Which click a conversion belongs to, as far as Microsoft knows when it comes in; or why to none, in the words of
 * OfflineConversionUnattributedReason.
 */
record Attribution(ClickLedger ledger) {

    /** What of a conversion or an adjustment goes into the books. */
    ObjectNode entry(JsonNode item, ConversionGoal goal) {
        var entry = Json.object()
                .put("goal", goal.id())
                .put("unique", goal.unique())
                .put("click", ItemRules.text(item, "MicrosoftClickId"))
                .put("email", ItemRules.text(item, "HashedEmailAddress"))
                .put("phone", ItemRules.text(item, "HashedPhoneNumber"))
                .put("time", ItemRules.text(item, "ConversionTime"));
        if (item.has("ConversionValue")) {
            entry.put("value", item.path("ConversionValue").decimalValue().toPlainString());
        }
        entry.put("currency", ItemRules.text(item, "ConversionCurrencyCode"));
        if (goal.paused()) {
            return entry.put("reason", "GoalNotFoundOrInactive");
        }
        var time = ItemRules.instant(item, "ConversionTime").orElseThrow();
        var click = click(entry, goal, time);
        if (click.isEmpty()) {
            return entry.put("reason", "NoMatchingClickFound");
        }
        if (!click.get().accountId().equals(Advertiser.ACCOUNT)) {
            return entry.put("reason", "AccountMismatch");
        }
        return entry.put("reason", "")
                .put("clickedAt", click.get().clickedAt().toString())
                .put("campaign", click.get().campaignId());
    }

    /** By click ID; without one by the person, who clicked within the window before. */
    private Optional<AdClick> click(JsonNode entry, ConversionGoal goal, Instant time) {
        var id = entry.path("click").asText();
        if (!id.isEmpty()) {
            return ledger.find(AdClick.Kind.MSCLKID, id);
        }
        return Stream.of("email", "phone")
                .map(field -> entry.path(field).asText())
                .filter(hash -> !hash.isEmpty())
                .flatMap(hash -> ledger.ofPerson(AdClick.Platform.MICROSOFT, hash).stream())
                .filter(click -> click.clickedAt().isBefore(time)
                        && !time.isAfter(click.clickedAt().plus(goal.window())))
                .max(Comparator.comparing(AdClick::clickedAt));
    }
}
