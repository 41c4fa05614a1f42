package io.downfunnel.platform.linkedin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.platform.PlatformException;

/** The account's conversion rules (linkedin.md §3). */
record Rules(Member member, AccountReader accounts) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String MISSING = "RULE_NOT_FOUND";
    private static final int PAGE = 100;

    /**
     * All of them, those that take no uploads included.
     *
     * @throws PlatformException also when LinkedIn shows none because it shows us nothing at all
     */
    List<ConversionAction> all() {
        var rules = new ArrayList<ConversionAction>();
        int found;
        do {
            var elements = member.elements(member.read(
                    "/rest/conversions?q=account&account=" + member.accountUrn() + "&start=" + rules.size() + "&count="
                            + PAGE,
                    "ACCOUNT_NOT_FOUND"));
            found = elements.size();
            elements.forEach(rule -> rules.add(read(rule)));
        } while (found == PAGE);
        if (rules.isEmpty()) {
            // To a member without a role the list of any account is empty.
            accounts.account();
        }
        return List.copyOf(rules);
    }

    ConversionAction create(ConversionAction.Draft draft) {
        var body = JSON.objectNode()
                .put("name", draft.name())
                .put("account", Urn.ACCOUNT.of(member.account()))
                .put("conversionMethod", Rule.STREAMED)
                .put("type", draft.category())
                .put("enabled", true)
                .put("postClickAttributionWindowSize", draft.clickWindow().toDays())
                .put("valueType", "DYNAMIC");
        return read(member.create("/rest/conversions", body));
    }

    void enable(String rule) {
        var patch = JSON.objectNode();
        patch.putObject("patch").putObject("$set").put("enabled", true);
        member.change("/rest/conversions/" + number(rule) + "?account=" + member.accountUrn(), patch, MISSING);
    }

    /** One after the other; what was done before a failure stays done. */
    void associate(String rule, Set<String> campaigns) {
        for (var campaign : campaigns) {
            var key = "(campaign:" + RestLi.value(Urn.CAMPAIGN.of(campaign)) + ",conversion:"
                    + RestLi.value(Urn.RULE.of(number(rule))) + ")";
            var body =
                    JSON.objectNode().put("campaign", Urn.CAMPAIGN.of(campaign)).put("conversion", Urn.RULE.of(rule));
            member.put("/rest/campaignConversions/" + key, body, "CAMPAIGN_NOT_FOUND");
        }
    }

    private String number(String rule) {
        if (Urn.number(rule)) {
            return rule;
        }
        throw member.refusals().whole("URN_INVALID", "");
    }

    private ConversionAction read(JsonNode rule) {
        if (!rule.path("id").canConvertToLong() && !Urn.number(rule.path("id").asText())) {
            throw member.unreadable("A conversion rule without a number");
        }
        return new Rule(rule, member.account()).action();
    }
}
