package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.SandboxAccounts;

/** The conversion rules that exist. */
final class ConversionRules {

    private final SandboxAccounts.LinkedIn ids;
    private final Map<String, ConversionRule> byId = new ConcurrentSkipListMap<>();

    ConversionRules(SandboxAccounts.LinkedIn ids) {
        this.ids = ids;
        reset();
    }

    Optional<ConversionRule> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<ConversionRule> ofAccount(String accountId) {
        return byId.values().stream()
                .filter(rule -> rule.visible() && rule.accountId().equals(accountId))
                .toList();
    }

    void enable(String id, boolean enabled) {
        if (byId.computeIfPresent(id, (same, rule) -> rule.enabled(enabled)) == null) {
            throw new ControlException("There is no conversion rule " + id + "; there are " + byId.keySet());
        }
    }

    void reset() {
        byId.clear();
        String own = ids.accountId();
        List.of(
                        rule(ids.qualifiedLead(), "Qualified lead", own, "QUALIFIED_LEAD", ConversionRule.STREAMED),
                        rule(ids.opportunity(), "Opportunity", own, "SALES_QUALIFIED_LEAD", ConversionRule.STREAMED),
                        rule(ids.closedWon(), "Closed won", own, "PURCHASE", ConversionRule.STREAMED),
                        rule(ids.disabled(), "Retired", own, "LEAD", ConversionRule.STREAMED)
                                .enabled(false),
                        rule(ids.insightTag(), "Thank-you page", own, "LEAD", "INSIGHT_TAG_URL_MATCH_RULES"),
                        new ConversionRule(
                                ids.ownedByOther(),
                                "Somebody else's",
                                "510000099",
                                "LEAD",
                                ConversionRule.STREAMED,
                                true,
                                false))
                .forEach(rule -> byId.put(rule.id(), rule));
    }

    private static ConversionRule rule(String id, String name, String account, String type, String method) {
        return new ConversionRule(id, name, account, type, method, true, true);
    }
}
