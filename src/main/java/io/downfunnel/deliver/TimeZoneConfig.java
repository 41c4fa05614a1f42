package io.downfunnel.deliver;

import java.time.ZoneId;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** In which time zone a day begins and a weekday is one. */
@Singleton
public class TimeZoneConfig {
    private final ZoneId timeZone;

    public TimeZoneConfig(@ConfigProperty(name = "downfunnel.time-zone", defaultValue = "UTC") ZoneId timeZone) {
        this.timeZone = timeZone;
    }

    ZoneId timeZone() {
        return timeZone;
    }
}
