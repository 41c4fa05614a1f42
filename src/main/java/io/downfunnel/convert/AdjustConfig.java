package io.downfunnel.convert;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What happens to conversions that were sent when the CRM changes. */
@ConfigMapping(prefix = "downfunnel.adjust")
public interface AdjustConfig {
    /**
     * How long the CRM must have been quiet about a deal before a platform is told of a change: several edits within it
     * become one, and what is undone within it is never told.
     */
    @WithDefault("PT24H")
    Duration quietPeriod();

    /**
     * When more records than this were deleted within a day, no conversion is taken back for a deletion until a person has
     * released it.
     */
    @WithDefault("20")
    int massDeletion();
}
