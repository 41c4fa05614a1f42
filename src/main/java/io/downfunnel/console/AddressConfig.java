package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The console's pages. */
@ConfigMapping(prefix = "downfunnel.console")
interface AddressConfig {
    /**
     * Where people open the console, such as {@code https://downfunnel.example.com}, if something stands before it. Vendors
     * send people back there when they connect an account. Unset: as the browser asked for it.
     */
    Optional<URI> baseUrl();
}
