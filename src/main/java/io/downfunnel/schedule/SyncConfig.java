package io.downfunnel.schedule;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a sync ends. */
@ConfigMapping(prefix = "downfunnel.sync")
interface SyncConfig {
    /**
     * How long a sync waits for work that becomes due soon, such as a verdict, before it ends. Zero: what is not due now is
     * left to the timetable. In the sandbox a little, since its platforms answer within seconds.
     */
    @WithDefault("PT0S")
    Duration patience();
}
