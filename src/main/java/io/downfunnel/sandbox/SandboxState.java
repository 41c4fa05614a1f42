package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a sandbox directory stands for, kept in it from the first start on.
 *
 * @param ahead how far control calls moved the clock
 */
record SandboxState(long seed, int leads, Instant anchor, Duration ahead) {

    private static final String FILE = "sandbox.json";

    /** The state of last time, whatever the settings ask for; in a new directory the one they ask for. */
    static SandboxState of(SandboxSettings settings, Clock clock) {
        Path file = settings.directory().resolve(FILE);
        if (Files.exists(file)) {
            return read(file);
        }
        SandboxState first = first(settings, clock);
        first.save(settings.directory());
        return first;
    }

    void save(Path directory) {
        var json = Json.object()
                .put("seed", seed)
                .put("leads", leads)
                .put("anchor", anchor.toString())
                .put("ahead", ahead.toString());
        AtomicFile.write(directory.resolve(FILE), Json.bytes(json));
    }

    private static SandboxState first(SandboxSettings settings, Clock clock) {
        Instant anchor = settings.anchor().orElseGet(clock::instant).truncatedTo(ChronoUnit.SECONDS);
        return new SandboxState(settings.seed(), settings.leads(), anchor, Duration.ZERO);
    }

    private static SandboxState read(Path file) {
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            return new SandboxState(
                    json.path("seed").asLong(),
                    json.path("leads").asInt(),
                    Instant.parse(json.path("anchor").asText()),
                    Duration.parse(json.path("ahead").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
