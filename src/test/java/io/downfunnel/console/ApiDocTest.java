package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Role;
import io.downfunnel.schedule.RestingStarter;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.UserStore;
import io.downfunnel.store.WonDeals;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever copies the lines of docs/api.md one after the other is answered. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ApiDocTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CURL = Pattern.compile(
            "curl -sf -H \"\\$AUTH\"(?<json> -H \"\\$JSON\")?(?: -X (?<method>\\w+))?(?: -d (?<body>'[^']*'|@-))?"
                    + " \"?\\$DOWNFUNNEL(?<path>[^\" |)]+)\"?(?: \\| jq -r (?<field>[.\\w]+))?");
    private static final Pattern KEPT = Pattern.compile("(?<name>[A-Z]+)=\\$\\(.*");
    private static final Pattern UNTIL = Pattern.compile("until \\[ .* = (?<value>\\w+) ]; do .*");

    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private final Map<String, String> kept = new HashMap<>();
    private ApiCaller caller;

    @Test
    void every_line_of_the_page_is_answered() throws Exception {
        QuarkusMock.installMockForType(new RestingStarter(), SyncStarter.class);
        WonDeals.fill(jdbi, Instant.now(), 4);
        var users = new UserStore(jdbi);
        users.find("cleo of the page").ifPresent(known -> users.remove(known.id(), "test"));
        caller = ApiCaller.of("api-page", Role.ADMIN, here, jdbi);

        var lines = lines();
        for (var line : lines) {
            say(line);
        }

        assertThat(lines).hasSizeGreaterThan(30);
        assertThat(kept).containsKeys("RUN", "DRAFT", "SIMULATION", "USER");
    }

    private static List<String> lines() throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("docs/api.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.contains("curl"))
                .toList();
    }

    private void say(String line) throws Exception {
        var curl = CURL.matcher(line);
        assertThat(curl.find()).as("understood: " + line).isTrue();
        var until = UNTIL.matcher(line);
        var answer = send(line, curl.toMatchResult());
        var field = curl.group("field");
        if (until.matches()) {
            var end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!found(answer, field).equals(until.group("value")) && System.nanoTime() < end) {
                answer = send(line, curl.toMatchResult());
            }
            assertThat(found(answer, field)).as(line).isEqualTo(until.group("value"));
        }
        var name = KEPT.matcher(line);
        if (name.matches()) {
            kept.put(name.group("name"), found(answer, field));
            assertThat(kept.get(name.group("name"))).as(line).isNotBlank();
        }
    }

    private static String found(HttpResponse<String> answer, String field) throws IOException {
        JsonNode node = ApiCaller.JSON.readTree(answer.body());
        for (var part : field.substring(1).split("\\.")) {
            node = node.path(part);
        }
        return node.asText();
    }

    private HttpResponse<String> send(String line, MatchResult curl) throws Exception {
        var request = HttpRequest.newBuilder(here.resolve(filled(curl.group("path"))))
                .header("Authorization", "Bearer " + caller.token().word());
        var body = curl.group("body");
        if (curl.group("json") != null) {
            request.header("Content-Type", "application/json");
        }
        if (body != null) {
            request.POST(BodyPublishers.ofString(body.equals("@-") ? draft() : body.substring(1, body.length() - 1)));
        } else if (curl.group("method") != null) {
            request.method(curl.group("method"), BodyPublishers.noBody());
        }
        var answer = caller.http().send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(line + "\n" + answer.body()).isEqualTo(200);
        return answer;
    }

    /** What {@code jq -Rs} makes of a file. */
    private static String draft() throws IOException {
        return ApiCaller.JSON.writeValueAsString(
                Map.of("title", "From git", "document", WonDeals.DOCUMENT.replace("factor: 1", "factor: 0.5")));
    }

    private String filled(String path) {
        var filled = path;
        for (var each : kept.entrySet()) {
            filled = filled.replace("$" + each.getKey(), each.getValue());
        }
        assertThat(filled).doesNotContain("$");
        return filled;
    }
}
