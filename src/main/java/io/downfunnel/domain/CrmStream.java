package io.downfunnel.domain;

/**
 * A kind of record that the extraction reads page by page, in the order of its own clock.
 *
 * <p>Records go by the moment they were last touched. History rows never change, so they go by the moment they were
 * written (salesforce.md §4.1).
 */
public enum CrmStream {
    OPPORTUNITY("Opportunity", "SystemModstamp"),
    OPPORTUNITY_HISTORY("OpportunityHistory", "CreatedDate"),
    CONTACT_ROLE("OpportunityContactRole", "SystemModstamp"),
    CONTACT("Contact", "SystemModstamp"),
    LEAD("Lead", "SystemModstamp"),
    LEAD_HISTORY("LeadHistory", "CreatedDate");

    private final String apiName;
    private final String clock;

    CrmStream(String apiName, String clock) {
        this.apiName = apiName;
        this.clock = clock;
    }

    /** As Salesforce and the tables spell it. */
    public String apiName() {
        return apiName;
    }

    /** API name of the field that pages are ordered by. */
    public String clock() {
        return clock;
    }

    @Override
    public String toString() {
        return apiName;
    }
}
