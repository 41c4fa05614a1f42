package io.downfunnel.reconcile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.Alert;
import io.downfunnel.domain.Alert.Kind;
import io.downfunnel.domain.Alert.Severity;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TellStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private AlertStore alerts;
    private HttpServer chat;
    private volatile int answer = 200;

    @BeforeEach
    void open() throws IOException {
        alerts = new AlertStore(database.jdbi());
        database.jdbi().useHandle(handle -> handle.execute("delete from alert"));
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/hook", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        chat.start();
    }

    @AfterEach
    void close() {
        chat.stop(0);
    }

    private TellStep tell() {
        var url = URI.create("http://127.0.0.1:" + chat.getAddress().getPort() + "/hook");
        return new TellStep(alerts, () -> Optional.of(url), new ObjectMapper());
    }

    private static Alert alert(String subject) {
        return new Alert(
                Kind.OVERDUE,
                subject,
                Severity.WARNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                Optional.empty(),
                "Three wait \"too\" long.");
    }

    @Test
    void an_alert_is_posted_once() {
        alerts.settle(List.of(alert("one")));

        assertThat(tell().run()).isEqualTo(1);
        alerts.settle(List.of(alert("one")));
        assertThat(tell().run()).isZero();

        assertThat(heard).containsExactly("{\"text\":\"Warning: Three wait \\\"too\\\" long.\"}");
    }

    @Test
    void that_it_is_over_is_posted_too() {
        alerts.settle(List.of(alert("one")));
        tell().run();
        alerts.settle(List.of());

        tell().run();

        assertThat(heard).hasSize(2).last().asString().contains("Over: Three wait");
    }

    @Test
    void what_was_over_before_anybody_could_be_told_is_not_posted() {
        alerts.settle(List.of(alert("one")));
        alerts.settle(List.of());

        assertThat(tell().run()).isZero();
    }

    @Test
    void who_does_not_hear_is_told_again() {
        answer = 500;
        alerts.settle(List.of(alert("one"), alert("two")));
        assertThat(tell().run()).isZero();
        assertThat(heard).hasSize(2);

        answer = 200;
        database.jdbi().useHandle(handle -> handle.execute("update alert set telling_until = '-infinity'"));

        assertThat(tell().run()).isEqualTo(2);
    }

    @Test
    void two_nodes_post_it_once() {
        alerts.settle(List.of(alert("one")));
        alerts.toTell(java.time.Duration.ofMinutes(1));

        assertThat(tell().run()).isZero();
    }

    @Test
    void without_an_address_nothing_is_posted() {
        alerts.settle(List.of(alert("one")));

        assertThat(new TellStep(alerts, Optional::empty, new ObjectMapper()).run())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hooks.example.com/x", "ftp://localhost/x", "hooks.example.com", "http://10.0.0.1/x"})
    void an_address_that_would_be_used_without_encryption_is_refused(String url) {
        assertThatThrownBy(() -> new Hook(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("downfunnel.alerts.webhook-url")
                .hasMessageContaining("Set an https address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.example.com/x", "http://localhost:8080/x", "http://[::1]/x"})
    void others_are_taken(String url) {
        assertThat(new Hook(URI.create(url)).url()).hasToString(url);
    }
}
