package io.downfunnel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Talks to a sandbox over the wire, as any client would. */
public record Visitor(String url, HttpClient client) {

    /** What came back. */
    public record Reply(int status, String body, HttpResponse<String> whole) {

        public JsonNode json() {
            return parsed(body);
        }

        public String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    public static Visitor to(Sandbox sandbox) {
        return to(sandbox.url());
    }

    public static Visitor to(String url) {
        return new Visitor(
                url,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /** A fast, empty sandbox in a directory of its own. */
    public static Sandbox freshSandbox() {
        return Sandbox.start(settings(newDirectory()));
    }

    /** No company, and half an hour of Google's takes a tenth of a second. */
    public static SandboxSettings settings(Path directory) {
        return SandboxSettings.in(directory).withLeads(0).withSpeed(18_000);
    }

    public static Path newDirectory() {
        try {
            return Files.createTempDirectory("sandbox-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Reply get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Reply post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /** A control call that must succeed. */
    public JsonNode control(String path, String body) {
        Reply reply = post("/__sandbox/" + path, body);
        if (reply.status() != 200) {
            throw new AssertionError(reply.body());
        }
        return reply.json();
    }

    public JsonNode books(String vendor) {
        return get("/__sandbox/books/" + vendor).json();
    }

    public JsonNode totals(String vendor) {
        return books(vendor).path("totals");
    }

    /** Adds a click of {@code kind} so long ago; {@code more} is further JSON fields, beginning with a comma. */
    public void click(String kind, String value, String accountId, Duration age, String more) {
        control("clicks", """
                {"kind":"%s","value":"%s","clickedAt":"%s","accountId":"%s","campaignId":"1"%s}""".formatted(kind, value, Instant.now().minus(age), accountId, more));
    }

    /** Sends a form and gives up on an exception as data: some faults answer nothing at all. */
    public Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(UTF_8));
            return new Reply(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode parsed(String json) {
        try {
            return Json.read(json.getBytes(UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks again and again until it holds; fails after ten seconds. */
    public static void eventually(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("It did not come true within ten seconds");
            }
            Thread.onSpinWait();
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? request : request.headers(headers);
    }
}
