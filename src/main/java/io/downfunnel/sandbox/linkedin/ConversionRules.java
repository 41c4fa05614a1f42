package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxAccounts;

/** The conversion rules that exist, and the campaigns each of them is associated with. */
final class ConversionRules {

    /** Of rules that are made here; those that were there before have lower ones. */
    private static final long FIRST_NEW_ID = 30_112_000;

    static final String OTHER_ACCOUNT = "510000099";

    private final SandboxAccounts.LinkedIn ids;
    private final List<String> campaigns;
    private final Instant anchor;
    private final Map<String, ConversionRule> byId = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, Instant>> associations = new ConcurrentHashMap<>();
    private final Map<String, Instant> created = new ConcurrentHashMap<>();
    private final Map<String, Instant> changed = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastCallbacks = new ConcurrentHashMap<>();

    /**
     * @param campaigns those that the account's own rules are associated with from the beginning
     * @param anchor before which they were made
     */
    ConversionRules(SandboxAccounts.LinkedIn ids, List<String> campaigns, Instant anchor) {
        this.ids = ids;
        this.campaigns = campaigns;
        this.anchor = anchor;
        reset();
    }

    Optional<ConversionRule> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<ConversionRule> all() {
        return List.copyOf(byId.values());
    }

    List<ConversionRule> ofAccount(String accountId) {
        return byId.values().stream()
                .filter(rule -> rule.visible() && rule.accountId().equals(accountId))
                .toList();
    }

    /** Ids of the campaigns that are credited with its conversions. */
    List<String> campaignsOf(String rule) {
        return associations.getOrDefault(rule, Map.of()).keySet().stream()
                .sorted()
                .toList();
    }

    String nextId() {
        return String.valueOf(FIRST_NEW_ID
                + byId.keySet().stream()
                        .filter(id -> Long.parseLong(id) >= FIRST_NEW_ID)
                        .count());
    }

    void add(ConversionRule rule, Instant at) {
        byId.put(rule.id(), rule);
        created.put(rule.id(), at);
        changed.put(rule.id(), at);
    }

    /** @throws ControlException when there is none with this id */
    void change(String id, JsonNode changes, Instant at) {
        if (byId.computeIfPresent(id, (same, rule) -> rule.with(changes)) == null) {
            throw new ControlException("There is no conversion rule " + id + "; there are " + byId.keySet());
        }
        changed.put(id, at);
    }

    void associate(String rule, String campaign, Instant at) {
        associations.computeIfAbsent(rule, any -> new ConcurrentHashMap<>()).putIfAbsent(campaign, at);
    }

    void dissociate(String rule, String campaign) {
        associations.getOrDefault(rule, new ConcurrentHashMap<>()).remove(campaign);
    }

    /** Instead of all that were. */
    void associateOnly(String rule, List<String> campaigns, Instant at) {
        associations.getOrDefault(rule, new ConcurrentHashMap<>()).keySet().retainAll(campaigns);
        campaigns.forEach(campaign -> associate(rule, campaign, at));
    }

    void calledBack(String rule, Instant at) {
        lastCallbacks.put(rule, at);
    }

    /** As LinkedIn shows it, with the campaigns. */
    ObjectNode shown(ConversionRule rule) {
        ObjectNode json = rule.toJson()
                .put("created", created.get(rule.id()).toEpochMilli())
                .put("lastModified", changed.get(rule.id()).toEpochMilli());
        Optional.ofNullable(lastCallbacks.get(rule.id()))
                .ifPresent(at -> json.put("lastCallbackAt", at.toEpochMilli()));
        ArrayNode urns = json.putArray("campaigns");
        campaignsOf(rule.id()).forEach(campaign -> urns.add(Urn.CAMPAIGN.of(campaign)));
        ArrayNode associated = json.putArray("associatedCampaigns");
        campaignsOf(rule.id()).forEach(campaign -> associated.add(association(rule.id(), campaign)));
        return json;
    }

    /** Of these campaigns, by rule. */
    List<ObjectNode> associationsOf(List<String> campaigns) {
        var found = new ArrayList<ObjectNode>();
        byId.keySet()
                .forEach(rule -> campaignsOf(rule).stream()
                        .filter(campaigns::contains)
                        .forEach(campaign -> found.add(association(rule, campaign))));
        return found;
    }

    private ObjectNode association(String rule, String campaign) {
        return Json.object()
                .put("campaign", Urn.CAMPAIGN.of(campaign))
                .put("conversion", Urn.RULE.of(rule))
                .put("associatedAt", associations.get(rule).get(campaign).toEpochMilli());
    }

    void reset() {
        List.of(byId, associations, created, changed, lastCallbacks).forEach(Map::clear);
        String own = ids.accountId();
        var retired = rule(ids.disabled(), "Retired", own, "LEAD", ConversionRule.STREAMED)
                .with(Json.object().put("enabled", false));
        List.of(
                        rule(ids.qualifiedLead(), "Qualified lead", own, "QUALIFIED_LEAD", ConversionRule.STREAMED),
                        rule(ids.opportunity(), "Opportunity", own, "SALES_QUALIFIED_LEAD", ConversionRule.STREAMED),
                        rule(ids.closedWon(), "Closed won", own, "PURCHASE", ConversionRule.STREAMED),
                        retired,
                        rule(ids.insightTag(), "Thank-you page", own, "LEAD", "INSIGHT_TAG_URL_MATCH_RULES"),
                        ConversionRule.of(
                                ids.ownedByOther(),
                                "Somebody else's",
                                OTHER_ACCOUNT,
                                "LEAD",
                                ConversionRule.STREAMED,
                                false))
                .forEach(rule -> add(rule, anchor));
        List.of(ids.qualifiedLead(), ids.opportunity(), ids.closedWon(), ids.insightTag())
                .forEach(rule -> campaigns.forEach(campaign -> associate(rule, campaign, anchor)));
    }

    private static ConversionRule rule(String id, String name, String account, String type, String method) {
        return ConversionRule.of(id, name, account, type, method, true);
    }
}
