package io.downfunnel.sandbox;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How a sandbox is started. Seed, leads and anchor are for a new directory; an old one keeps the company it has.
 *
 * @param directory where its books, its lock and its anchor live; made when missing
 * @param port loopback port for all vendors; 0 takes the port of last time or a free one
 * @param seed of everything that is made up: the same seed makes the same company
 * @param leads how many leads the company has
 * @param speed by how much vendors' waiting times are divided; 1 is as slow as the real ones
 * @param anchor where the company's history ends; empty: the moment of the very first start on this directory
 */
public record SandboxSettings(Path directory, int port, long seed, int leads, int speed, Optional<Instant> anchor) {

    public static final long DEFAULT_SEED = 20_261_122;
    public static final int DEFAULT_LEADS = 6_400;

    /** A Data Manager verdict, half an hour with Google, takes two seconds. */
    public static final int DEFAULT_SPEED = 900;

    public SandboxSettings {
        require(port >= 0 && port <= 65_535, "port must be 0 to 65535, but is " + port);
        require(leads >= 0, "leads must not be negative, but is " + leads);
        require(speed >= 1, "speed must be 1 or more, but is " + speed);
    }

    /** The defaults: a free port, 6,400 leads, vendors 900 times as fast as life. */
    public static SandboxSettings in(Path directory) {
        return new SandboxSettings(directory, 0, DEFAULT_SEED, DEFAULT_LEADS, DEFAULT_SPEED, Optional.empty());
    }

    public SandboxSettings withPort(int port) {
        return new SandboxSettings(directory, port, seed, leads, speed, anchor);
    }

    public SandboxSettings withSeed(long seed) {
        return new SandboxSettings(directory, port, seed, leads, speed, anchor);
    }

    public SandboxSettings withLeads(int leads) {
        return new SandboxSettings(directory, port, seed, leads, speed, anchor);
    }

    public SandboxSettings withSpeed(int speed) {
        return new SandboxSettings(directory, port, seed, leads, speed, anchor);
    }

    public SandboxSettings withAnchor(Instant anchor) {
        return new SandboxSettings(directory, port, seed, leads, speed, Optional.of(anchor));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("Sandbox " + otherwise);
        }
    }
}
