package io.downfunnel.platform;

import java.util.Optional;

/** Where settings come from; a seam for the sandbox, which puts its own addresses in the place of the vendors'. */
@FunctionalInterface
public interface SettingsSource {

    /** @param key in full, such as {@code downfunnel.google.customer-id} */
    Optional<String> find(String key);
}
