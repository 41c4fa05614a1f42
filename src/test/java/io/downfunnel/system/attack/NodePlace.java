package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.system.attack.FaultProxy.Protocol;

/** Where one node after the other lives, and its wires to the database and to the vendors. */
final class NodePlace implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(8);

    private final String name;
    private final Path folder;
    private final Path application;
    private final FaultProxy toDatabase;
    private final FaultProxy toSalesforce;
    private final FaultProxy toGoogle;
    private final FaultProxy toLinkedIn;
    private final Map<String, String> settings = new LinkedHashMap<>();

    NodePlace(String name, Path folder, Path application, int database, int vendors) {
        this.name = name;
        this.folder = folder;
        this.application = application;
        this.toDatabase = new FaultProxy(Protocol.POSTGRES, database);
        this.toSalesforce = new FaultProxy(Protocol.HTTP, vendors);
        this.toGoogle = new FaultProxy(Protocol.HTTP, vendors);
        this.toLinkedIn = new FaultProxy(Protocol.HTTP, vendors);
        surroundings();
        haste();
        withoutBrakes();
    }

    /**
     * Brakes have tests of their own. Here they would keep nearly everything back: whoever looks at thousands of conversions
     * of a new mapping at once, most of which the sandbox's Google does not know the click of, has to be asked first.
     */
    private void withoutBrakes() {
        set("BRAKES_CANARY_ROWS", "0");
        set("BRAKES_VOLUME_FLOOR", "1000000");
        set("BRAKES_POISON_PERCENT", "100");
    }

    private void surroundings() {
        var accounts = SandboxAccounts.standard();
        set("NODE", name);
        set("MAPPINGS_FILE", Path.of("config", "mappings.yaml").toAbsolutePath().toString());
        set("DATABASE_URL", DatabaseServer.url(toDatabase.port()));
        set("DATABASE_USERNAME", DatabaseServer.USER);
        set("DATABASE_PASSWORD", "none-is-asked-for");
        set("SALESFORCE_LOGIN_URL", "http://127.0.0.1:" + toSalesforce.port());
        set("SALESFORCE_AUTH", "client-credentials");
        set("SALESFORCE_CLIENT_ID", accounts.salesforce().clientId());
        set("SALESFORCE_CLIENT_SECRET", accounts.salesforce().clientSecret());
        set("GOOGLE_ENABLED", "true");
        set("GOOGLE_DATA_MANAGER_URL", "http://127.0.0.1:" + toGoogle.port());
        set("GOOGLE_TOKEN_URL", "http://127.0.0.1:" + toGoogle.port() + "/token");
        set("GOOGLE_CUSTOMER_ID", accounts.google().customerId());
        set("GOOGLE_CLIENT_ID", accounts.google().clientId());
        set("GOOGLE_CLIENT_SECRET", accounts.google().clientSecret());
        set("GOOGLE_REFRESH_TOKEN", accounts.google().refreshToken());
        set("LINKEDIN_ENABLED", "true");
        set("LINKEDIN_URL", "http://127.0.0.1:" + toLinkedIn.port());
        set("LINKEDIN_TOKEN_URL", "http://127.0.0.1:" + toLinkedIn.port() + "/oauth/v2/accessToken");
        set("LINKEDIN_TOKEN", accounts.linkedin().directToken());
    }

    /** As the sandbox inside of a node would have it: its vendors are in a hurry. And nobody waits long for the dead. */
    private void haste() {
        set("GOOGLE_REQUESTS_PER_MINUTE", "100000");
        set("LINKEDIN_REQUESTS_PER_MINUTE", "100000");
        set("DELIVER_FIRST_POLL", "PT2S");
        set("DELIVER_POLL_BACK_OFF", "PT1S");
        set("DELIVER_LONGEST_POLL", "PT5S");
        set("DELIVER_FIRST_RETRY", "PT1S");
        set("DELIVER_LONGEST_RETRY", "PT3S");
        set("DELIVER_STOPPED_RETRY", "PT2S");
        set("DELIVER_BREAKER_PAUSE", "PT1S");
        set("DELIVER_BREAKER_LONGEST_PAUSE", "PT2S");
        set("DELIVER_DELAY", "PT10M");
        set("DELIVER_LEASE", LEASE.toString());
        set("DELIVER_CALL_DEADLINE", "PT3S");
        set("DELIVER_LEASE_MARGIN", "PT1S");
        set("SYNC_PATIENCE", "PT10S");
        set("SALESFORCE_LAG", "PT1S");
    }

    /** @param key without its {@code DOWNFUNNEL_} */
    NodePlace set(String key, String value) {
        settings.put("DOWNFUNNEL_" + key, value);
        return this;
    }

    String name() {
        return name;
    }

    FaultProxy toDatabase() {
        return toDatabase;
    }

    FaultProxy toSalesforce() {
        return toSalesforce;
    }

    FaultProxy toGoogle() {
        return toGoogle;
    }

    FaultProxy toLinkedIn() {
        return toLinkedIn;
    }

    List<FaultProxy> wires() {
        return List.of(toDatabase, toSalesforce, toGoogle, toLinkedIn);
    }

    /** How many faults still wait for their request. */
    int faultsArmed() {
        return wires().stream().mapToInt(FaultProxy::armed).sum();
    }

    /** A node with the agent in it. */
    Program program(String... arguments) {
        var program = Program.of(application, folder, arguments)
                .withOption("-javaagent:" + AgentJar.made())
                .withOption("-Dattack.hits=" + hits());
        for (var setting : settings.entrySet()) {
            program = program.with(setting.getKey(), setting.getValue());
        }
        return program;
    }

    /** Names of the points that nodes came by here, and, after an exclamation mark, what happened at one. */
    List<String> pointsHit() {
        try {
            return Files.exists(hits()) ? Files.readAllLines(hits()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether some node here has come to sending. */
    boolean sends() {
        return pointsHit().stream().anyMatch(point -> point.contains(" call ") && point.endsWith(".upload"));
    }

    private Path hits() {
        try {
            return Files.createDirectories(folder).resolve("points-hit.txt").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        wires().forEach(FaultProxy::close);
    }
}
