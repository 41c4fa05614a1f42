package io.downfunnel.schedule;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the first stages and mappings come from. */
@ConfigMapping(prefix = "downfunnel.mappings")
interface MappingsConfig {
    /** Funnel stages and conversion mappings that are imported at the very first start. Later: {@code mappings import}. */
    @WithDefault("config/mappings.yaml")
    Path file();
}
