package io.downfunnel.extract.salesforce;

import java.util.Optional;

/** Counts API calls, and may forbid the next one. */
public interface CallMeter {

    /**
     * What Salesforce said of its rolling 24 hours.
     *
     * @param used by everyone
     * @param allowed to everyone
     */
    record Usage(long used, long allowed) {}

    /** @throws SalesforceException when our share is used up */
    void beforeCall();

    /** @param usage empty where the answer did not say */
    void afterCall(Optional<Usage> usage);
}
