package io.downfunnel;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSourceLoader;
import org.eclipse.microprofile.config.Config;

/**
 * What must be known before Quarkus starts. Read as Quarkus will read it: system properties, the environment,
 * {@code config/application.yaml}.
 *
 * @param databaseUrl a server of the user's own; empty for the one that comes with us
 * @param databaseDirectory where the one that comes with us keeps its data
 */
record BootSettings(Optional<String> databaseUrl, Path databaseDirectory) {
    static final Path DIRECTORY = Path.of("data");

    /** Made anew at each call: what Quarkus itself reads is not there yet. */
    static Config config() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(new YamlConfigSourceLoader.InFileSystem())
                .build();
    }

    static BootSettings read() {
        var config = config();
        return new BootSettings(
                config.getOptionalValue("downfunnel.database.url", String.class),
                config.getOptionalValue("downfunnel.database.directory", Path.class)
                        .orElse(DIRECTORY));
    }
}
