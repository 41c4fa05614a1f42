package io.downfunnel.reconcile;

import java.time.Period;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is read of the platforms' reports. Reading changes nothing there, and uploads do not wait for it. */
@ConfigMapping(prefix = "downfunnel.reports")
public interface ReportsConfig {
    /**
     * Operations of a platform's quota that reading may take within any 24 hours, for each account. What is left over is read
     * the next night. Google allows 2,880 a day with Explorer access, and your other programs need theirs.
     */
    @WithDefault("400")
    int operationsPerDay();

    /** How far back cost and counts are read at first. */
    @WithDefault("P13M")
    Period history();
}
