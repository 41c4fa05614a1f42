package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * What a platform reports about an account, day by day; days are those of the account's own time zone.
 *
 * <p>A row stands for the day as the platform told it when it was asked. Platforms change the past: conversions are dated
 * back to their click, and invalid clicks are taken out.
 */
public sealed interface AdReport {

    LocalDate day();

    /** As the platform numbers it; empty where a {@link FormLead} names none. */
    String campaign();

    /**
     * What a campaign cost and was seen.
     *
     * @param campaignName as it is called now
     * @param cost in the account's currency, zero or more
     */
    record CampaignDay(LocalDate day, String campaign, String campaignName, Money cost, long impressions, long clicks)
            implements AdReport {}

    /**
     * What the platform counted of a conversion action for a campaign.
     *
     * @param action id of the conversion action
     * @param dated which day it is
     * @param counted may be a fraction, where credit is shared between clicks
     * @param value in the account's currency; empty where the platform does not tell
     */
    record CountedDay(
            LocalDate day, String campaign, String action, Dated dated, BigDecimal counted, Optional<Money> value)
            implements AdReport {}

    enum Dated {
        /** The day of the click that gets the credit: fits cost. */
        BY_CLICK,
        /** The day of the conversion: fits what the CRM says. */
        BY_CONVERSION
    }

    /**
     * A click that the platform knows.
     *
     * @param account id of the ad account that it was bought with
     * @param keyword as it was bid on; empty where there was none
     * @param device the platform's own word; empty where it does not say
     */
    record ClickDay(
            LocalDate day,
            ClickId clickId,
            String account,
            String campaign,
            String campaignName,
            Optional<String> adGroup,
            Optional<String> adGroupName,
            Optional<String> keyword,
            Optional<String> device)
            implements AdReport {}

    /**
     * Somebody filled in the form of an ad.
     *
     * @param response what the platform calls it; a match key, and personal data
     * @param submittedAt when
     * @param campaignName as it is called now; empty together with the campaign
     * @param test whether the platform says that it was made to try the form out
     * @param emails the addresses in it, hashed as {@link HashedIdentifier.Email#sha256} and nothing else; may be empty
     */
    record FormLead(
            LocalDate day,
            ClickId response,
            Instant submittedAt,
            String campaign,
            String campaignName,
            boolean test,
            Set<String> emails)
            implements AdReport {
        public FormLead {
            emails = Set.copyOf(emails);
        }

        @Override
        public String toString() {
            return response + " of " + day;
        }
    }
}
