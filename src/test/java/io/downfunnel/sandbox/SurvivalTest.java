package io.downfunnel.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SurvivalTest {

    static final String DIRECT = "AQV-sandbox-linkedin-direct-token";

    static void send(Visitor visitor, String eventId) {
        var reply = visitor.post(
                "/rest/conversionEvents",
                """
                {"conversion":"urn:lla:llaPartnerConversion:30111220","conversionHappenedAt":%d,"eventId":"%s",
                 "user":{"userIds":[{"idType":"LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID","idValue":"fat-1"}]}}""".formatted(Instant.now().minusSeconds(5).toEpochMilli(), eventId),
                "Authorization",
                "Bearer " + DIRECT,
                "LinkedIn-Version",
                "202609");
        assertThat(reply.status()).isEqualTo(201);
    }

    static Process child(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        SandboxMain.class.getName(),
                        directory.toString(),
                        "0",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static String url(Process child) throws IOException {
        var lines = new BufferedReader(new java.io.InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith("http://127.0.0.1:")) {
            line = lines.readLine();
        }
        assertThat(line).as("the sandbox prints its URL").isNotNull();
        return line;
    }

    @Test
    void the_books_survive_kill_9_and_the_address_stays() throws IOException, InterruptedException {
        Path directory = Visitor.newDirectory();
        Process first = child(directory);
        String url = url(first);
        Visitor visitor = Visitor.to(url);
        visitor.click("LI_FAT_ID", "fat-1", "510000001", Duration.ofDays(2), "");
        visitor.control("linkedin/sunset", "{\"version\":\"202601\"}");
        for (int n = 0; n < 50; n++) {
            send(visitor, "survivor-" + n);
        }
        JsonNode before = visitor.books("linkedin");
        String anchor = visitor.get("/__sandbox/health").json().path("anchor").asText();

        first.destroyForcibly().waitFor();
        Process second = child(directory);
        try {
            assertThat(url(second)).isEqualTo(url);
            assertThat(Visitor.to(url).books("linkedin")).isEqualTo(before);
            assertThat(before.path("totals").path("counted").asInt()).isEqualTo(50);
            JsonNode health = Visitor.to(url).get("/__sandbox/health").json();
            assertThat(health.path("anchor").asText()).isEqualTo(anchor);
            assertThat(Visitor.to(url)
                            .get("/__sandbox/clicks?size=10")
                            .json()
                            .path("clicks")
                            .findValuesAsText("value"))
                    .containsExactly("fat-1");
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void whoever_comes_second_finds_the_first_and_serves_on_when_it_is_killed()
            throws IOException, InterruptedException {
        Path directory = Visitor.newDirectory();
        Process first = child(directory);
        String url = url(first);
        send(Visitor.to(url), "before");
        try (Sandbox second = Sandbox.start(SandboxSettings.in(directory).withLeads(0))) {
            assertThat(second.url()).isEqualTo(url);
            assertThat(second.serves()).isFalse();

            first.destroyForcibly().waitFor();
            Visitor.eventually(second::serves);

            assertThat(second.url()).isEqualTo(url);
            send(Visitor.to(url), "after");
            assertThat(Visitor.to(url).books("linkedin").path("conversions").findValuesAsText("eventId"))
                    .containsExactly("before", "after");
        }
    }

    @Test
    void two_in_one_process_share_one_server() {
        Path directory = Visitor.newDirectory();
        Sandbox first = Sandbox.start(Visitor.settings(directory));
        try (Sandbox second = Sandbox.start(Visitor.settings(directory))) {
            assertThat(second.url()).isEqualTo(first.url());
            first.close();
            Visitor.eventually(second::serves);
            assertThat(Visitor.to(second).get("/__sandbox/health").status()).isEqualTo(200);
        }
    }

    @Test
    void a_line_the_process_died_over_is_dropped_and_the_next_one_is_whole() throws IOException {
        Path directory = Visitor.newDirectory();
        try (Sandbox sandbox = Sandbox.start(Visitor.settings(directory))) {
            send(Visitor.to(sandbox), "whole");
        }
        Files.writeString(directory.resolve("linkedin.jsonl"), "{\"entry\":\"requ", StandardOpenOption.APPEND);

        try (Sandbox sandbox = Sandbox.start(Visitor.settings(directory))) {
            send(Visitor.to(sandbox), "next");
        }
        try (Sandbox sandbox = Sandbox.start(Visitor.settings(directory))) {
            assertThat(Visitor.to(sandbox).books("linkedin").path("conversions").findValuesAsText("eventId"))
                    .containsExactly("whole", "next");
        }
    }

    @Test
    void the_clock_stays_ahead_and_reset_empties_the_books() {
        Path directory = Visitor.newDirectory();
        try (Sandbox sandbox = Sandbox.start(Visitor.settings(directory))) {
            Visitor.to(sandbox).control("clock", "{\"advance\":\"P10D\"}");
            send(Visitor.to(sandbox), "gone");
            Visitor.to(sandbox).control("reset", "");
        }
        try (Sandbox sandbox = Sandbox.start(Visitor.settings(directory))) {
            assertThat(Visitor.to(sandbox).books("linkedin").path("conversions"))
                    .isEmpty();
            assertThat(Instant.parse(Visitor.to(sandbox)
                            .get("/__sandbox/health")
                            .json()
                            .path("now")
                            .asText()))
                    .isAfter(Instant.now().plus(Duration.ofDays(9)));
        }
    }

    @Test
    void a_directory_keeps_its_company() {
        Path directory = Visitor.newDirectory();
        Sandbox.start(Visitor.settings(directory)).close();

        try (Sandbox again =
                Sandbox.start(Visitor.settings(directory).withSeed(5).withLeads(7))) {
            JsonNode health = Visitor.to(again).get("/__sandbox/health").json();
            assertThat(health.path("seed").asLong()).isEqualTo(SandboxSettings.DEFAULT_SEED);
            assertThat(health.path("leads").asInt()).isZero();
        }
    }

    @Test
    void a_port_that_is_taken_is_said_so() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Sandbox.start(
                            Visitor.settings(Visitor.newDirectory()).withPort(taken.getLocalPort())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void pages_of_the_books_follow_each_other() {
        try (Sandbox sandbox = Visitor.freshSandbox()) {
            Visitor visitor = Visitor.to(sandbox);
            for (int n = 0; n < 5; n++) {
                send(visitor, "page-" + n);
            }
            JsonNode page = visitor.get("/__sandbox/books/linkedin?list=conversions&page=1&size=2")
                    .json();

            assertThat(page.path("conversions").findValuesAsText("eventId")).containsExactly("page-2", "page-3");
            assertThat(page.has("requests")).isFalse();
            assertThat(page.path("totals").path("conversions").asInt()).isEqualTo(5);
            assertThat(visitor.get("/__sandbox/books").json().has("google")).isTrue();
        }
    }

    @Test
    void a_control_call_nobody_knows_says_what_there_is() {
        try (Sandbox sandbox = Visitor.freshSandbox()) {
            Visitor visitor = Visitor.to(sandbox);

            assertThat(visitor.post("/__sandbox/linkedin/dance", "{}")
                            .json()
                            .path("error")
                            .asText())
                    .contains("sunset");
            assertThat(visitor.post("/__sandbox/myspace/dance", "{}")
                            .json()
                            .path("error")
                            .asText())
                    .contains("google");
            assertThat(visitor.post("/__sandbox/linkedin/sunset", "{}")
                            .json()
                            .path("error")
                            .asText())
                    .contains("version");
            assertThat(visitor.post("/__sandbox/linkedin/sunset", "{").status()).isEqualTo(400);
            assertThat(visitor.post("/__sandbox/clicks", "{\"kind\":\"FBCLID\"}")
                            .status())
                    .isEqualTo(400);
        }
    }
}
