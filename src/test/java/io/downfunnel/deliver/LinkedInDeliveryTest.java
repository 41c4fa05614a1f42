package io.downfunnel.deliver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

/** What LinkedIn's answers do to a delivery, over the wire. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class LinkedInDeliveryTest {
    private static final String RULE = "30111220";

    @TempDir
    Path folder;

    private TestDatabase database;
    private Sandbox sandbox;
    private Visitor visitor;
    private ConversionRows rows;
    private Delivery delivery;
    private Map<String, String> settings;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        sandbox = Sandbox.start(SandboxSettings.in(folder).withLeads(0));
        visitor = Visitor.to(sandbox);
        rows = new ConversionRows(database);
        delivery = new Delivery(database, Map.of());
        settings = new HashMap<>(Map.of(
                "downfunnel.linkedin.url", sandbox.url(),
                "downfunnel.linkedin.token-url", sandbox.url() + "/oauth/v2/accessToken",
                "downfunnel.linkedin.token", sandbox.accounts().linkedin().directToken()));
    }

    @AfterEach
    void close() {
        sandbox.close();
        database.close();
    }

    private void deliver() {
        try (var platforms = Platforms.installed(key -> Optional.ofNullable(settings.get(key)), Clock.systemUTC())) {
            delivery.deliver(platforms.accounts().get("linkedin"));
        }
    }

    private List<Long> ready(int count) {
        return rows.readyOf("linkedin", RULE, ClickId.Kind.LI_FAT_ID, count);
    }

    private void fault(String kind) {
        visitor.control(
                "faults",
                "{\"vendor\":\"linkedin\",\"kind\":\"%s\",\"times\":1,\"path\":\"/rest/conversionEvents\"}"
                        .formatted(kind));
    }

    private Optional<Instant> leftAloneUntil() {
        return delivery.stores
                .circuits()
                .find("linkedin", Endpoint.UPLOAD, delivery.now)
                .openUntil();
    }

    @Test
    void a_version_that_was_switched_off_holds_everything_and_names_the_setting_until_it_is_changed() {
        ready(20);
        visitor.control("linkedin/sunset", "{\"version\":\"202609\"}");

        deliver();

        assertThat(rows.states()).containsOnly(Map.entry(READY, 20L));
        var status = delivery.stores.connections().find("linkedin").orElseThrow();
        assertThat(status.health()).isEqualTo(Health.STOPPED);
        assertThat(status.remedy()).contains("downfunnel.linkedin.version");
        settings.put("downfunnel.linkedin.version", "202608");
        delivery.later(Duration.ofMinutes(16));

        deliver();

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 20L));
    }

    @Test
    void a_day_that_is_used_up_waits_until_five_past_midnight_utc() {
        ready(5);
        fault("rate-day");

        deliver();

        assertThat(rows.states()).containsOnly(Map.entry(READY, 5L));
        assertThat(leftAloneUntil())
                .hasValueSatisfying(until -> assertThat(until.toString()).endsWith("T00:05:00Z"));
    }

    @Test
    void a_minute_that_is_used_up_waits_a_minute_and_not_the_day() {
        ready(5);
        fault("rate-minute");

        deliver();

        assertThat(rows.states()).containsOnly(Map.entry(READY, 5L));
        assertThat(leftAloneUntil())
                .hasValueSatisfying(
                        until -> assertThat(until).isBeforeOrEqualTo(delivery.now.plus(Duration.ofMinutes(2))));
    }

    @ParameterizedTest
    @CsvSource({"hold, HELD", "resend, READY"})
    void what_becomes_of_an_unknown_outcome_is_the_users_setting(String policy, ConversionState state) {
        long id = ready(1).getFirst();
        settings.put("downfunnel.linkedin.unknown-outcome", policy);
        fault("drop-after");

        deliver();

        assertThat(rows.state(id)).isEqualTo(state);
    }

    @Test
    void where_a_refusal_names_nobody_the_bad_ones_are_found_by_halving() throws IOException {
        var ids = ready(64);
        var bad = List.of(rows.text(ids.get(5), "key"), rows.text(ids.get(40), "key"));
        var requests = new AtomicInteger();
        var nameless = nameless(bad, requests);
        try {
            settings.put(
                    "downfunnel.linkedin.url",
                    "http://127.0.0.1:" + nameless.getAddress().getPort());

            deliver();
        } finally {
            nameless.stop(0);
        }

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 62L), Map.entry(NEEDS_YOU, 2L));
        assertThat(rows.state(ids.get(5))).isEqualTo(NEEDS_YOU);
        assertThat(rows.state(ids.get(40))).isEqualTo(NEEDS_YOU);
        assertThat(requests.get()).isLessThanOrEqualTo(1 + 2 * 2 * 6);
    }

    /** Refuses what has a bad event in it, and does not say which. */
    private static HttpServer nameless(List<String> bad, AtomicInteger requests) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = bad.stream().anyMatch(body::contains);
            var answer = refused
                    ? "{\"status\":422,\"message\":\"ERROR :: /user :: field is required but not found\"}"
                            .getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(refused ? 422 : 201, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
