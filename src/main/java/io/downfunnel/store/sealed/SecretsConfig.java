package io.downfunnel.store.sealed;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** How tokens are sealed that people grant by signing in. What stands in the settings is not sealed. */
@ConfigMapping(prefix = "downfunnel.secrets")
interface SecretsConfig {
    /**
     * The file with the key. It is made at the first start and belongs to the installation: several nodes need the same
     * one. Unset: {@code downfunnel.key} beside the database directory.
     */
    Optional<Path> keyFile();
}
