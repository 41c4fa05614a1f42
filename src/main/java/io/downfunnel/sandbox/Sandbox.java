package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Salesforce, Google and LinkedIn without an account: one HTTP server on a loopback port, and one gRPC server
 * for the Google Ads API.
 *
 * <p>One directory has one server, in whichever process came first; everybody else who starts a sandbox there finds that
 * one. When the process with the server ends, even by {@code kill -9}, one of the others serves on at the same address,
 * from the same books.
 */
public final class Sandbox implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Sandbox.class.getName());
    private static final ClassLoader OWN = Sandbox.class.getClassLoader();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WATCH_MILLIS = 100;

    private final SandboxSettings settings;
    private final ClassLoader vendors;
    private final DirectoryLock lock;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-watch").factory());
    private volatile Optional<SandboxServer> server = Optional.empty();
    private volatile int port;
    private volatile int grpcPort;

    private Sandbox(SandboxSettings settings, ClassLoader vendors) {
        this.settings = settings;
        this.vendors = vendors;
        this.lock = new DirectoryLock(settings.directory());
    }

    /**
     * Starts a sandbox, or finds the one that runs on the directory already; returns when it answers.
     *
     * @throws IllegalStateException when the port is taken
     */
    public static Sandbox start(SandboxSettings settings) {
        return start(settings, OWN);
    }

    /**
     * The same with vendors that do not ship with the product.
     *
     * @param vendors where they are found by their service lines, and ours as well
     */
    public static Sandbox start(SandboxSettings settings, ClassLoader vendors) {
        try {
            Files.createDirectories(settings.directory());
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox needs its directory " + settings.directory(), e);
        }
        var sandbox = new Sandbox(settings, vendors);
        try {
            sandbox.join();
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
        return sandbox;
    }

    /** Base URL of all vendors, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Where the Google Ads API answers over gRPC, in plain text: {@code 127.0.0.1:port}. */
    public String adsEndpoint() {
        return "127.0.0.1:" + grpcPort;
    }

    public SandboxAccounts accounts() {
        return SandboxAccounts.standard();
    }

    /**
     * The product's settings that open an account at every vendor that names its own; those of {@link #accounts} are named
     * there.
     *
     * @param url of a sandbox
     */
    public static Map<String, String> settings(String url) {
        return settings(url, OWN);
    }

    /** The same with vendors that do not ship with the product. */
    public static Map<String, String> settings(String url, ClassLoader vendors) {
        var settings = new TreeMap<String, String>();
        ServiceLoader.load(SimulatorFactory.class, vendors).forEach(factory -> settings.putAll(factory.settings(url)));
        return settings;
    }

    /** Whether the server runs in this process rather than in another one. */
    public boolean serves() {
        return server.isPresent();
    }

    /** Lets go of the sandbox. Its server stops, unless somebody else needs it. */
    @Override
    public void close() {
        watch.shutdownNow();
        synchronized (this) {
            server.ifPresent(SandboxServer::close);
            server = Optional.empty();
            lock.close();
        }
    }

    private void join() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!serveIfFree() && !found()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Another process holds the sandbox directory " + settings.directory()
                        + " but does not answer. End that process, or use another directory.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        if (server.isEmpty()) {
            watch.scheduleWithFixedDelay(this::takeOver, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean serveIfFree() {
        if (!lock.tryTake()) {
            return false;
        }
        try {
            SandboxServer started = SandboxServer.start(settings, vendors, Clock.systemUTC());
            port = started.port();
            grpcPort = started.grpcPort();
            server = Optional.of(started);
            return true;
        } catch (RuntimeException e) {
            lock.release();
            throw e;
        }
    }

    private boolean found() {
        Optional<Integer> running = SandboxServer.running(settings.directory());
        running.ifPresent(found -> {
            port = found;
            grpcPort = SandboxServer.runningGrpc(settings.directory()).orElseThrow();
        });
        return running.isPresent();
    }

    private void takeOver() {
        try {
            if (!watch.isShutdown() && serveIfFree()) {
                watch.shutdown();
            }
        } catch (IllegalStateException portTaken) {
            LOG.log(System.Logger.Level.WARNING, "The sandbox cannot serve on, and will try again", portTaken);
        }
    }
}
