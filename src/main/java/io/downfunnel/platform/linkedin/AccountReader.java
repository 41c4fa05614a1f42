package io.downfunnel.platform.linkedin;

import java.time.ZoneOffset;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.platform.PlatformException;

/** What there is to know of the ad account, and the names of its campaigns (linkedin.md §5.3). */
record AccountReader(Member member) {
    private static final String MISSING = "ACCOUNT_NOT_FOUND";

    /** Any status there is: what cost something last year may be archived or removed today. */
    private static final String EVERY_STATUS =
            "(status:(values:List(ACTIVE,PAUSED,ARCHIVED,COMPLETED,CANCELED,DRAFT," + "PENDING_DELETION,REMOVED)))";

    private static final int LARGEST_PAGE = 1_000;

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
        var seen = new HashSet<String>();
        var next = Optional.<String>empty();
        do {
            var page = page(next);
            member.elements(page)
                    .forEach(campaign -> names.put(
                            campaign.path("id").asText(), campaign.path("name").asText()));
            next = Optional.of(page.path("metadata").path("nextPageToken").asText(""))
                    .filter(token -> !token.isEmpty());
            if (next.isPresent() && !seen.add(next.get())) {
                throw member.refusals().whole("PAGES_REPEAT", "");
            }
        } while (next.isPresent());
        return names;
    }

    private JsonNode page(Optional<String> token) {
        var address = "/rest/adAccounts/" + member.account() + "/adCampaigns?q=search&pageSize=" + LARGEST_PAGE
                + "&fields=id,name";
        if (token.isEmpty()) {
            return member.read(address + "&search=" + EVERY_STATUS, MISSING);
        }
        var further = address + "&pageToken=" + RestLi.value(token.get());
        try {
            return member.read(further + "&search=" + EVERY_STATUS, MISSING);
        } catch (PlatformException e) {
            if (!e.failure().code().equals("REQUEST_REFUSED")) {
                throw e;
            }
            // Whether a token may stand beside criteria is not documented; of accounts it is said that it may not.
            return member.read(further, MISSING);
        }
    }
}
