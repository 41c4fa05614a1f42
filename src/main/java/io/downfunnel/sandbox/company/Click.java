package io.downfunnel.sandbox.company;

import java.time.Instant;

import io.downfunnel.sandbox.AdClick;

/**
 * A click on an ad of ours, or in rare cases of somebody else's.
 *
 * @param value as the platform put it on the landing page URL
 * @param accountId of the account that paid for it
 */
public record Click(AdClick.Kind kind, String value, Instant clickedAt, Campaign campaign, String accountId) {

    AdClick knownAs(Person person) {
        return new AdClick(
                kind,
                value,
                clickedAt,
                accountId,
                campaign.id(),
                person.email().map(Hashes::googleEmail),
                person.email().map(Hashes::plainEmail),
                person.phone().map(Hashes::phone));
    }
}
