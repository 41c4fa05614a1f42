package io.downfunnel.console;

import java.net.URI;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import io.downfunnel.access.Secret;

/** Addresses of this console that are handed to others: people who choose a password, vendors who send people back. */
@Singleton
public class OwnAddress {
    private final AddressConfig config;

    OwnAddress(AddressConfig config) {
        this.config = config;
    }

    /** @param uri as it was asked for, where no other address is set */
    private URI base(UriInfo uri) {
        return config.baseUrl().orElseGet(uri::getBaseUri);
    }

    /** Behind which somebody chooses a password. */
    public String welcome(Secret link, UriInfo uri) {
        return base(uri).resolve(URI.create("/welcome?key=" + link.word())).toString();
    }

    /** To be registered with the vendor. */
    public URI callback(String platform, UriInfo uri) {
        return base(uri).resolve("/connections/" + platform + "/callback");
    }
}
