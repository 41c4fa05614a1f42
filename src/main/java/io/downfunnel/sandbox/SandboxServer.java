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

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The HTTP server with all vendors behind it. */
final class SandboxServer implements AutoCloseable {

    private static final String PORT_FILE = "sandbox.port";
    private static final String GRPC_PORT_FILE = "grpc.port";

    private final WireMockServer http;
    private final GrpcServer grpc;
    private final List<Simulator> vendors;
    private final ClickBook clicks;

    private SandboxServer(WireMockServer http, GrpcServer grpc, List<Simulator> vendors, ClickBook clicks) {
        this.http = http;
        this.grpc = grpc;
        this.vendors = vendors;
        this.clicks = clicks;
    }

    /** Opens the books, then the port; the directory must be ours alone. */
    static SandboxServer start(SandboxSettings settings, ClassLoader services, Clock clock) {
        SandboxState state = SandboxState.of(settings, clock);
        var world = new SandboxWorld(
                settings.withSeed(state.seed()).withLeads(state.leads()),
                settings.directory(),
                state.anchor(),
                new SandboxClock(clock, settings.speed(), state.ahead()),
                SandboxAccounts.standard(),
                new ClickLedger());
        List<Simulator> vendors = ServiceLoader.load(SimulatorFactory.class, services).stream()
                .map(factory -> factory.get().create(world))
                .toList();
        var faults = new Faults();
        var clicks = new ClickBook(world.journal("clicks"), world.clicks());
        var control = new Control(world, vendors, faults, clicks);
        var grpc = GrpcServer.start(lastPort(settings.directory(), GRPC_PORT_FILE), vendors, faults);
        // Whoever finds the HTTP port finds the other one written down already.
        keep(settings.directory(), GRPC_PORT_FILE, grpc.port());
        var door = new WireMockDoor(new Switchboard(vendors, faults, control));
        try {
            WireMockServer http = open(settings, door);
            var server = new SandboxServer(http, grpc, vendors, clicks);
            keep(settings.directory(), PORT_FILE, http.port());
            return server;
        } catch (FatalStartupException e) {
            grpc.close();
            vendors.forEach(Simulator::close);
            clicks.close();
            throw new IllegalStateException(
                    "The sandbox cannot have port " + settings.port() + "; is it taken? Port 0 takes a free one.", e);
        }
    }

    /** The port of the sandbox that answers for this directory right now. */
    static Optional<Integer> running(Path directory) {
        return lastPort(directory, PORT_FILE).filter(SandboxServer::answers);
    }

    /** The gRPC port of that sandbox. */
    static Optional<Integer> runningGrpc(Path directory) {
        return lastPort(directory, GRPC_PORT_FILE);
    }

    int port() {
        return http.port();
    }

    int grpcPort() {
        return grpc.port();
    }

    @Override
    public void close() {
        http.stop();
        grpc.close();
        vendors.forEach(Simulator::close);
        clicks.close();
    }

    private static WireMockServer open(SandboxSettings settings, WireMockDoor door) {
        if (settings.port() != 0) {
            return open(settings.port(), door);
        }
        Optional<Integer> last = lastPort(settings.directory(), PORT_FILE);
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

    private static Optional<Integer> lastPort(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Integer.valueOf(Files.readString(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keep(Path directory, String name, int port) {
        AtomicFile.write(directory.resolve(name), String.valueOf(port).getBytes(US_ASCII));
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
