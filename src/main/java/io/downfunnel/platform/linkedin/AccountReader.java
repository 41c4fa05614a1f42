package io.downfunnel.platform.linkedin;

import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.AdAccountFacts;

/** What there is to know of the ad account, and the names of its campaigns (linkedin.md §5.3). */
record AccountReader(Member member) {
    private static final String MISSING = "ACCOUNT_NOT_FOUND";

    /** Any status there is: what cost something last year may be archived or removed today. */
    private static final String EVERY_STATUS =
            "(status:(values:List(ACTIVE,PAUSED,ARCHIVED,COMPLETED,CANCELED,DRAFT," + "PENDING_DELETION,REMOVED)))";

    JsonNode account() {
        return member.read("/rest/adAccounts/" + member.account() + "?fields=id,name,currency,status", MISSING);
    }

    /** LinkedIn says nothing of a time zone; whoever reads its reports takes their days to be those of UTC. */
    AdAccountFacts facts() {
        var account = account();
        var currency = account.path("currency").asText("");
        try {
            return new AdAccountFacts(
                    member.account(),
                    account.path("name").asText(member.account()),
                    ZoneOffset.UTC,
                    Currency.getInstance(currency));
        } catch (IllegalArgumentException e) {
            throw member.unreadable("An ad account with the currency \"" + currency + "\"");
        }
    }

    /** By number. */
    Map<String, String> campaignNames() {
        var names = new HashMap<String, String>();
        campaigns(
                "id,name",
                campaign -> names.put(
                        campaign.path("id").asText(), campaign.path("name").asText()));
        return names;
    }

    /** @param fields that are asked for */
    void campaigns(String fields, Consumer<JsonNode> campaign) {
        new Cursor(member)
                .each(
                        "/rest/adAccounts/" + member.account() + "/adCampaigns?q=search&fields=" + fields,
                        Optional.of(EVERY_STATUS),
                        campaign);
    }
}
