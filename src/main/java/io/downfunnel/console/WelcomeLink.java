package io.downfunnel.console;

import java.net.URI;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import io.downfunnel.access.Secret;

/** The address behind which somebody chooses a password, to hand over. */
@Singleton
public class WelcomeLink {
    private final AddressConfig address;

    WelcomeLink(AddressConfig address) {
        this.address = address;
    }

    /** @param uri as it was asked for, where no other address is set */
    public String of(Secret link, UriInfo uri) {
        return address.baseUrl()
                .orElseGet(uri::getBaseUri)
                .resolve(URI.create("/welcome?key=" + link.word()))
                .toString();
    }
}
