package io.downfunnel.access;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Signing in to the console. */
@ConfigMapping(prefix = "downfunnel.console.session")
interface SessionConfig {
    /** How long a session may rest until it ends. A page that refreshes itself is no work. */
    @WithDefault("PT2H")
    Duration idle();

    /** How long a session lasts at most, also while somebody works. */
    @WithDefault("PT12H")
    Duration lifetime();
}
