package io.downfunnel.platform;

import java.time.Clock;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.DefaultBean;
import org.eclipse.microprofile.config.Config;

/** Reads the settings of all platforms, whichever are installed: each says itself which keys it has. */
@Dependent
class PlatformsConfig {

    @Produces
    @Singleton
    static Platforms platforms(SettingsSource source, Connected connected, KeptSettings kept, Clock clock) {
        return Platforms.installed(source, connected, kept, clock);
    }

    static void close(@Disposes Platforms platforms) {
        platforms.close();
    }

    @Produces
    @Singleton
    @DefaultBean
    static SettingsSource settings(Config config) {
        return key -> config.getOptionalValue(key, String.class);
    }
}
