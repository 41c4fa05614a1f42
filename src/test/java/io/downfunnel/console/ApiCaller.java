package io.downfunnel.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.access.ApiTokens;
import io.downfunnel.access.ApiTokens.Made;
import io.downfunnel.access.Secret;
import io.downfunnel.domain.Role;
import io.downfunnel.store.ApiTokenStore;
import io.downfunnel.store.UserStore;

import static org.assertj.core.api.Assertions.assertThat;

/** A program with a token. */
record ApiCaller(URI here, Secret token, HttpClient http) {
    static final ObjectMapper JSON = new ObjectMapper();

    static ApiCaller of(String user, Role role, URI here, Jdbi jdbi) {
        SignedIn.as(user, role, jdbi);
        var owner = new UserStore(jdbi).find(user).orElseThrow();
        var made = new ApiTokens(new ApiTokenStore(jdbi)).make(owner, "a test", role, 1);
        return new ApiCaller(here, ((Made.Done) made).token(), HttpClient.newHttpClient());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(here.resolve("/api/v1/" + path))
                .header("Authorization", "Bearer " + token.word());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                to(path).header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Without a body, and without a word about it. */
    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return http.send(to(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    JsonNode read(String path) throws IOException, InterruptedException {
        return fine(get(path));
    }

    JsonNode done(String path, String body) throws IOException, InterruptedException {
        return fine(post(path, body));
    }

    JsonNode done(String path) throws IOException, InterruptedException {
        return fine(post(path));
    }

    private static JsonNode fine(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** The problem that is the answer. */
    JsonNode refused(int status, String path, String body) throws IOException, InterruptedException {
        var answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(Programs.TYPE);
        var problem = JSON.readTree(answer.body());
        for (var part : new String[] {"title", "detail", "effect", "remedy"}) {
            assertThat(problem.path(part).asText()).as(part).isNotBlank();
        }
        return problem;
    }
}
