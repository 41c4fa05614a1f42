package io.downfunnel.schedule;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Simulated vendors in the place of the real ones. Read before anything else starts; nothing changes while it runs. */
@ConfigMapping(prefix = "downfunnel.sandbox")
interface SandboxConfig {
    /** Whether Salesforce, Google and LinkedIn are simulated. Cannot be mixed with real accounts. */
    @WithDefault("false")
    boolean enabled();

    /** Where the sandbox keeps its books. Unset: {@code sandbox} in the database directory. */
    Optional<Path> directory();

    /** The port of all simulated vendors, on 127.0.0.1. 0: that of last time, or a free one. */
    @WithDefault("0")
    int port();

    /** The same seed makes the same company. */
    @WithDefault("20261122")
    long seed();

    /** How many leads the company has. */
    @WithDefault("6400")
    int leads();

    /** By how much the vendors' waiting times are divided: 900 turns Google's half hour into two seconds. */
    @WithDefault("900")
    int speed();
}
