package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.AdClick.Platform;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Json;

/**
 * An event that was taken in, as the journal keeps it.
 *
 * @param eventId empty when the event has none
 * @param member whether LinkedIn knows the person
 * @param person whom LinkedIn takes them for; empty when it knows nobody
 * @param credited ids of the campaigns that are credited with it
 * @param value as sent; empty when there was none
 */
record StreamedEvent(
        String rule,
        String eventId,
        boolean member,
        String person,
        List<String> credited,
        String happenedAt,
        String value,
        String currency,
        String hash) {

    static StreamedEvent of(JsonNode event, ClickLedger ledger, ConversionRules rules) {
        Instant happenedAt =
                Instant.ofEpochMilli(event.path("conversionHappenedAt").asLong());
        List<AdClick> clicks = Stream.concat(
                        Json.stream(event.path("user").path("userIds")).flatMap(id -> clicks(id, ledger).stream()),
                        Urn.LEAD.find(event.path("user").path("lead").asText()).stream()
                                .flatMap(id -> ledger.find(Kind.LI_FORM_RESPONSE, id).stream()))
                .distinct()
                .toList();
        return new StreamedEvent(
                EventMeaning.ruleId(event),
                event.path("eventId").asText(),
                !clicks.isEmpty(),
                clicks.stream().map(StreamedEvent::person).sorted().findFirst().orElse(""),
                credited(clicks, happenedAt, EventMeaning.ruleId(event), rules),
                happenedAt.toString(),
                event.path("conversionValue").path("amount").asText(),
                event.path("conversionValue").path("currencyCode").asText(),
                Json.hash(event));
    }

    static StreamedEvent from(JsonNode json) {
        return new StreamedEvent(
                json.path("rule").asText(),
                json.path("eventId").asText(),
                json.path("member").asBoolean(),
                json.path("person").asText(),
                Json.stream(json.path("credited")).map(JsonNode::asText).toList(),
                json.path("happenedAt").asText(),
                json.path("value").asText(),
                json.path("currency").asText(),
                json.path("hash").asText());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        credited.forEach(json.putArray("credited")::add);
        return json.put("rule", rule)
                .put("eventId", eventId)
                .put("member", member)
                .put("person", person)
                .put("happenedAt", happenedAt)
                .put("value", value)
                .put("currency", currency)
                .put("hash", hash);
    }

    private static List<String> credited(
            List<AdClick> clicks, Instant happenedAt, String ruleId, ConversionRules rules) {
        ConversionRule rule = rules.find(ruleId).orElseThrow();
        List<String> associated = rules.campaignsOf(ruleId);
        return clicks.stream()
                .filter(click -> !click.clickedAt().isAfter(happenedAt)
                        && !click.clickedAt().plus(rule.clickWindow()).isBefore(happenedAt))
                .filter(click -> associated.contains(click.campaignId()))
                .sorted(Comparator.comparing(AdClick::clickedAt).reversed())
                .map(AdClick::campaignId)
                .distinct()
                .limit(rule.creditsOne() ? 1 : Long.MAX_VALUE)
                .toList();
    }

    private static String person(AdClick click) {
        return click.emailSha256Plain().orElse(click.value());
    }

    private static List<AdClick> clicks(JsonNode id, ClickLedger ledger) {
        String value = id.path("idValue").asText();
        return switch (id.path("idType").asText()) {
            case "SHA256_EMAIL" -> ledger.ofPerson(Platform.LINKEDIN, value.toLowerCase(Locale.ROOT));
            case "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID" ->
                ledger.find(Kind.LI_FAT_ID, value).stream().toList();
            default -> List.of();
        };
    }
}
