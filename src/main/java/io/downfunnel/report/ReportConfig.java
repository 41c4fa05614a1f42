package io.downfunnel.report;

import java.time.ZoneId;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How times are written for people. */
@Singleton
public class ReportConfig {
    private final ZoneId timeZone;

    public ReportConfig(@ConfigProperty(name = "downfunnel.time-zone", defaultValue = "UTC") ZoneId timeZone) {
        this.timeZone = timeZone;
    }

    /** The organisation's time zone, in which people read times. */
    public ZoneId timeZone() {
        return timeZone;
    }
}
