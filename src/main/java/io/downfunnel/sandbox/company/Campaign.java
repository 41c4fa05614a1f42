package io.downfunnel.sandbox.company;

import java.math.BigDecimal;

/**
 * What the company advertises where, and how it truly does. Half of it the platform shows (clicks, cost, leads), the other
 * half only sales knows.
 *
 * @param id as the platform numbers it; empty for what is no campaign at all
 * @param leadShare relative number of leads
 * @param clickThroughRate clicks per impression
 * @param costPerClick in EUR
 * @param clicksPerLead how many clicks it takes to get a lead
 * @param qualifyRate share of leads that sales qualifies
 * @param dealRate share of qualified leads that become opportunities
 * @param winRate share of closed opportunities that are won
 * @param dealSize median amount
 */
public record Campaign(
        Source source,
        String id,
        String name,
        double leadShare,
        double clickThroughRate,
        BigDecimal costPerClick,
        double clicksPerLead,
        double qualifyRate,
        double dealRate,
        double winRate,
        double dealSize) {

    public enum Source {
        GOOGLE("Paid Search"),
        LINKEDIN("LinkedIn Ads"),
        ORGANIC("Organic Search"),
        REFERRAL("Partner Referral"),
        EVENT("Trade Show");

        private final String leadSource;

        Source(String leadSource) {
            this.leadSource = leadSource;
        }

        /** The value of LeadSource in the CRM. */
        public String leadSource() {
            return leadSource;
        }
    }

    public boolean advertised() {
        return source == Source.GOOGLE || source == Source.LINKEDIN;
    }
}
