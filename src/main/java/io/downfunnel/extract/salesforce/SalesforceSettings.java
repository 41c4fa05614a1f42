package io.downfunnel.extract.salesforce;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach an organisation. Prints no secret.
 *
 * @param loginUrl scheme and host only
 * @param batchSize rows in one answer, 200 to 2,000
 * @param responseCap bytes of an answer, unpacked
 */
public record SalesforceSettings(
        URI loginUrl,
        Credentials credentials,
        Duration connectTimeout,
        Duration readTimeout,
        Duration totalTimeout,
        int responseCap,
        int batchSize) {

    /** Documented bounds of the QueryOptions header (salesforce.md §1.3). */
    private static final int SMALLEST_BATCH = 200;

    static final int LARGEST_BATCH = 2000;

    public SalesforceSettings {
        if (batchSize < SMALLEST_BATCH || batchSize > LARGEST_BATCH) {
            throw new IllegalArgumentException("batch-size has to be from 200 to 2000, but is " + batchSize);
        }
    }
}
