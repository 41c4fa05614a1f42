package io.downfunnel.command;

import java.net.URI;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.downfunnel.access.Secret;

/** Where people open the console, as far as a process can tell. */
@Singleton
class ConsoleAddress {
    private final URI base;

    ConsoleAddress(
            @ConfigProperty(name = "downfunnel.console.base-url") Optional<URI> base,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.base = base.orElseGet(() -> URI.create("http://" + named(host) + ":" + port + "/"));
    }

    /** To listen at all addresses is not to have one. */
    private static String named(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
    }

    /** Where a one-time link leads. */
    String of(Secret link) {
        return base.resolve("/welcome?key=" + link.word()).toString();
    }

    @Override
    public String toString() {
        return base.toString().replaceFirst("/$", "");
    }
}
