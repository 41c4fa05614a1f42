package io.downfunnel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.downfunnel.domain.Node;

/** What every room may ask about the world it runs in. */
@Dependent
class Surroundings {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Node node(@ConfigProperty(name = "downfunnel.node") Optional<String> name) {
        return new Node(name.filter(text -> !text.isBlank())
                .orElseGet(() -> host() + ":" + ProcessHandle.current().pid()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
