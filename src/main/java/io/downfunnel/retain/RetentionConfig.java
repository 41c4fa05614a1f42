package io.downfunnel.retain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long personal data is kept after it has served, until an admin decides otherwise in the console. */
@ConfigMapping(prefix = "downfunnel.retention")
public interface RetentionConfig {
    /**
     * For how many days after a conversion has come to its end what was sent of it is kept in full; its key and its hash stay.
     * 0: for good.
     */
    @WithDefault("30")
    int payloadDays();

    /**
     * For how many months after the last change in the CRM click IDs and hashes of a record are kept; at least 14, since
     * reports and simulations look 13 months back. 0: for good.
     */
    @WithDefault("25")
    int identifierMonths();
}
