package io.downfunnel.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ConnectionReadStore.LeftAlone;

/** Whether something is sent to a platform at present, and what is in the way. */
@Singleton
public class Destinations {
    private final Platforms platforms;
    private final BrakeStore brakes;
    private final ConnectionReadStore connections;

    Destinations(Platforms platforms, BrakeStore brakes, ConnectionReadStore connections) {
        this.platforms = platforms;
        this.brakes = brakes;
        this.connections = connections;
    }

    /** What is in the way of all conversions of a destination, the first that there is. */
    public enum Obstacle {
        NONE,
        /** A person has stopped it. */
        STOPPED,
        /** Too much of what was sent there was refused. */
        REFUSES,
        /** No account is open there. */
        UNCONNECTED,
        /** There is an account, and it does not work at present. */
        BROKEN
    }

    /**
     * @param why in a sentence or two; empty where nothing is in the way
     * @param remedy what to do; empty where the sentence says it all
     * @param since empty where nobody knows
     */
    public record Now(String id, String name, Obstacle obstacle, String why, String remedy, Optional<Instant> since) {}

    /** All that are installed, by id. */
    public List<Now> all() {
        return of(
                platforms.descriptors(),
                brakes.standing(),
                open(),
                Stream.concat(
                                connections.connections().stream()
                                        .filter(connection ->
                                                !connection.state().equals("fine")),
                                connections.leftAlone().stream()
                                        .filter(each -> each.endpoint() == Endpoint.UPLOAD)
                                        .map(LeftAlone::how))
                        .toList());
    }

    private Set<String> open() {
        try {
            return platforms.accounts().keySet();
        } catch (SettingsException e) {
            // The page Connections says which setting is wrong.
            return Set.of();
        }
    }

    /**
     * @param open whose accounts are open
     * @param broken connections that do not work
     */
    static List<Now> of(
            List<Descriptor> installed, List<DestinationBrake> standing, Set<String> open, List<Connection> broken) {
        return installed.stream()
                .map(platform -> braked(platform, standing)
                        .or(() -> unconnected(platform, open))
                        .or(() -> broken(platform, broken))
                        .orElseGet(() -> now(platform, Obstacle.NONE, "", "", Optional.empty())))
                .toList();
    }

    private static Optional<Now> braked(Descriptor platform, List<DestinationBrake> standing) {
        return standing.stream()
                .filter(brake -> brake.destination().equals(platform.id()))
                .findFirst()
                .map(brake -> now(
                        platform,
                        switch (brake.kind()) {
                            case STOPPED -> Obstacle.STOPPED;
                            case POISON_RATE -> Obstacle.REFUSES;
                        },
                        brake.sentence(),
                        brake.remedy(),
                        Optional.of(brake.since())));
    }

    private static Optional<Now> unconnected(Descriptor platform, Set<String> open) {
        return open.contains(platform.id())
                ? Optional.empty()
                : Optional.of(now(
                        platform,
                        Obstacle.UNCONNECTED,
                        "No account is connected, or it is switched off: nothing is sent there.",
                        "",
                        Optional.empty()));
    }

    private static Optional<Now> broken(Descriptor platform, List<Connection> broken) {
        return broken.stream()
                .filter(connection -> connection.name().equals(platform.id()))
                .findFirst()
                .map(connection -> now(
                        platform,
                        Obstacle.BROKEN,
                        connection.message().or(connection::code).orElse("No message was given."),
                        connection.remedy().orElse(""),
                        Optional.of(connection.since())));
    }

    private static Now now(Descriptor platform, Obstacle obstacle, String why, String remedy, Optional<Instant> since) {
        return new Now(platform.id(), platform.name(), obstacle, why, remedy, since);
    }
}
