package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.common.FatalStartupException;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/** The HTTP server with all vendors behind it. */
final class SandboxServer implements AutoCloseable {

    private static final String PORT_FILE = "sandbox.port";

    private final WireMockServer http;
    private final List<Simulator> vendors;
    private final ClickBook clicks;

    private SandboxServer(WireMockServer http, List<Simulator> vendors, ClickBook clicks) {
        this.http = http;
        this.vendors = vendors;
        this.clicks = clicks;
    }

    /** Opens the books, then the port; the directory must be ours alone. */
    static SandboxServer start(SandboxSettings settings, Clock clock) {
        SandboxState state = SandboxState.of(settings, clock);
        var world = new SandboxWorld(
                settings.withSeed(state.seed()).withLeads(state.leads()),
                settings.directory(),
                state.anchor(),
                new SandboxClock(clock, settings.speed(), state.ahead()),
                SandboxAccounts.standard(),
                new ClickLedger());
        List<Simulator> vendors =
                ServiceLoader.load(SimulatorFactory.class, SandboxServer.class.getClassLoader()).stream()
                        .map(factory -> factory.get().create(world))
                        .toList();
        var faults = new Faults();
        var clicks = new ClickBook(world.journal("clicks"), world.clicks());
        var control = new Control(world, vendors, faults, clicks);
        var door = new WireMockDoor(new Switchboard(vendors, faults, control));
        try {
            WireMockServer http = open(settings, door);
            var server = new SandboxServer(http, vendors, clicks);
            AtomicFile.write(
                    settings.directory().resolve(PORT_FILE),
                    String.valueOf(http.port()).getBytes());
            return server;
        } catch (FatalStartupException e) {
            vendors.forEach(Simulator::close);
            clicks.close();
            throw new IllegalStateException(
                    "The sandbox cannot have port " + settings.port() + "; is it taken? Port 0 takes a free one.", e);
        }
    }

    /** The port of the sandbox that answers for this directory right now. */
    static Optional<Integer> running(Path directory) {
        return lastPort(directory).filter(SandboxServer::answers);
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
        vendors.forEach(Simulator::close);
        clicks.close();
    }

    private static WireMockServer open(SandboxSettings settings, WireMockDoor door) {
        if (settings.port() != 0) {
            return open(settings.port(), door);
        }
        Optional<Integer> last = lastPort(settings.directory());
        if (last.isEmpty()) {
            return open(0, door);
        }
        try {
            return open(last.get(), door);
        } catch (FatalStartupException takenByNow) {
            return open(0, door);
        }
    }

    private static WireMockServer open(int port, WireMockDoor door) {
        // Its own journal would keep every request in memory; the vendors keep books of what matters.
        var configuration = WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .containerThreads(64)
                .jettyAcceptors(1)
                .jettyAcceptQueueSize(512)
                .disableRequestJournal()
                .stubRequestLoggingDisabled(true)
                .templatingEnabled(false)
                .http2PlainDisabled(true)
                .useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER)
                .extensions(door);
        var http = new WireMockServer(port == 0 ? configuration.dynamicPort() : configuration.port(port));
        http.stubFor(
                WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().withTransformers(WireMockDoor.NAME)));
        http.start();
        return http;
    }

    private static Optional<Integer> lastPort(Path directory) {
        Path file = directory.resolve(PORT_FILE);
        try {
            return Files.exists(file) ? Optional.of(Integer.valueOf(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(int port) {
        var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Control.PREFIX + "health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException nobodyThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
