package io.downfunnel.schedule;

import java.nio.file.Path;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a sync goes on and ends, and where the first mappings come from. */
@ConfigMapping(prefix = "downfunnel")
interface SyncConfig {
    Sync sync();

    Mappings mappings();

    Sandbox sandbox();

    interface Sync {
        /**
         * How long a sync waits for work that becomes due soon, such as a verdict, before it ends. Zero: what is not due
         * now is left to the timetable. The sandbox waits a little, since its platforms answer within seconds.
         */
        @WithDefault("PT0S")
        Duration patience();
    }

    interface Mappings {
        /** Funnel stages and conversion mappings that are imported at the very first start. */
        @WithDefault("config/mappings.yaml")
        Path file();
    }

    interface Sandbox {
        /** Simulated Salesforce, Google and LinkedIn in the place of the real ones. */
        @WithDefault("false")
        boolean enabled();
    }
}
