package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;

/** Every change of rules and associations, written down before it is confirmed. */
final class ManagementBook {
    static final String ENTRY = "management";

    private final ConversionRules rules;
    private final SandboxClock clock;
    private final Consumer<JsonNode> journal;

    ManagementBook(ConversionRules rules, SandboxClock clock, Consumer<JsonNode> journal) {
        this.rules = rules;
        this.clock = clock;
        this.journal = journal;
    }

    /** @return the new rule's id */
    synchronized String created(String account, JsonNode wanted, List<String> campaigns) {
        ObjectNode body = ((ObjectNode) wanted).deepCopy();
        body.remove(List.of("account", "campaigns"));
        ObjectNode entry = entry("created", rules.nextId()).put("account", account);
        entry.set("body", withDefaults(body));
        campaigns.forEach(entry.putArray("campaigns")::add);
        write(entry);
        return entry.path("rule").asText();
    }

    synchronized void changed(String rule, JsonNode changes) {
        ObjectNode rest = ((ObjectNode) changes).deepCopy();
        rest.remove("campaigns");
        ObjectNode entry = entry("changed", rule);
        entry.set("body", rest);
        if (changes.has("campaigns")) {
            campaigns(changes.path("campaigns")).forEach(entry.putArray("campaigns")::add);
        }
        write(entry);
    }

    synchronized void associated(String rule, String campaign) {
        write(entry("associated", rule).put("campaign", campaign));
    }

    synchronized void dissociated(String rule, String campaign) {
        write(entry("dissociated", rule).put("campaign", campaign));
    }

    void apply(JsonNode entry) {
        String rule = entry.path("rule").asText();
        Instant at = Instant.parse(entry.path("at").asText());
        switch (entry.path("what").asText()) {
            case "created" -> {
                rules.add(
                        new ConversionRule(rule, entry.path("account").asText(), (ObjectNode) entry.path("body"), true),
                        at);
                texts(entry.path("campaigns")).forEach(campaign -> rules.associate(rule, campaign, at));
            }
            case "changed" -> {
                rules.change(rule, entry.path("body"), at);
                if (entry.path("campaigns") instanceof ArrayNode campaigns) {
                    rules.associateOnly(rule, texts(campaigns), at);
                }
            }
            case "associated" -> rules.associate(rule, entry.path("campaign").asText(), at);
            default -> rules.dissociate(rule, entry.path("campaign").asText());
        }
    }

    /** Ids of the campaigns in a list of URNs. */
    List<String> campaigns(JsonNode urns) {
        return texts(urns).stream()
                .flatMap(urn -> Urn.CAMPAIGN.id("campaigns", urn).stream())
                .toList();
    }

    private void write(ObjectNode entry) {
        journal.accept(entry);
        apply(entry);
    }

    private ObjectNode entry(String what, String rule) {
        return Json.object()
                .put("entry", ENTRY)
                .put("at", clock.instant().toString())
                .put("what", what)
                .put("rule", rule);
    }

    /** As LinkedIn fills them in (linkedin.md §3.2). */
    private static ObjectNode withDefaults(ObjectNode body) {
        ObjectNode whole = Json.object()
                .put("enabled", true)
                .put("postClickAttributionWindowSize", 30)
                .put("viewThroughAttributionWindowSize", 7)
                .put("attributionType", "LAST_TOUCH_BY_CAMPAIGN")
                .put("valueType", "DYNAMIC");
        whole.setAll(body);
        return whole;
    }

    private static List<String> texts(JsonNode list) {
        return Json.stream(list).map(JsonNode::asText).toList();
    }
}
