package io.downfunnel.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for the server. Below the range from which systems take ports for outgoing connections: a server that comes back
 * after a crash should find its port free.
 */
final class Port {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int TRIES = 200;

    private Port() {}

    static Optional<Integer> remembered(Home home) {
        return Home.read(home.portFile())
                .filter(text -> text.matches("\\d{4,5}"))
                .map(Integer::valueOf);
    }

    static int anyFree() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new EmbeddedDatabaseException("No free port between " + LOWEST + " and " + HIGHEST
                + " on 127.0.0.1 for the embedded database. Free some, or set downfunnel.database.url to a PostgreSQL"
                + " server of your own.");
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // As PostgreSQL does it: connections of the last server that still wind down do not count.
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
