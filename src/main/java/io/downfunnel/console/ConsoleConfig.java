package io.downfunnel.console;

import java.time.ZoneId;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the pages need to know about the installation. */
@ApplicationScoped
public class ConsoleConfig {
    private final ZoneId timeZone;
    private final boolean sandbox;

    ConsoleConfig(
            @ConfigProperty(name = "downfunnel.time-zone", defaultValue = "UTC") ZoneId timeZone,
            @ConfigProperty(name = "downfunnel.sandbox.enabled", defaultValue = "false") boolean sandbox) {
        this.timeZone = timeZone;
        this.sandbox = sandbox;
    }

    /** The organisation's time zone, in which people read times. */
    public ZoneId timeZone() {
        return timeZone;
    }

    /** Whether the vendors are simulated, so that nothing reaches a real platform. */
    boolean sandbox() {
        return sandbox;
    }
}
