package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The sandbox in a process of its own, and its control calls. */
final class Vendors implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PAGE = 1_000;
    private static final int TRIES = 3;

    private final Program.Running process;
    private final URI url;

    private Vendors(Program.Running process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** @param directory of its books; one that was used before goes on with them */
    static Vendors start(Path directory, Path output, int leads, int speed) {
        var process = Program.of(
                        Program.BUILT,
                        output,
                        "sandbox",
                        "--directory",
                        directory.toString(),
                        "--leads",
                        Integer.toString(leads),
                        "--speed",
                        Integer.toString(speed))
                .withOption("-Xmx700m")
                .start();
        Waiting.mustBe(
                Duration.ofSeconds(90),
                () -> !process.alive() || process.printed().endsWith("\n"),
                () -> "The sandbox does not start: " + process.said());
        if (!process.alive()) {
            throw new AssertionError("The sandbox ended: " + process.said());
        }
        return new Vendors(process, URI.create(process.printed().strip()));
    }

    int port() {
        return url.getPort();
    }

    JsonNode totals(String vendor) {
        return get("books/" + vendor + "?list=none").path("totals");
    }

    /** All of a list of the books, page by page. */
    List<JsonNode> booked(String vendor, String list) {
        var all = new ArrayList<JsonNode>();
        int before;
        int page = 0;
        do {
            before = all.size();
            get("books/" + vendor + "?list=" + list + "&page=" + page++ + "&size=" + PAGE)
                    .path(list)
                    .forEach(all::add);
        } while (all.size() == before + PAGE);
        return all;
    }

    List<JsonNode> clicks() {
        var all = new ArrayList<JsonNode>();
        int before;
        int page = 0;
        do {
            before = all.size();
            get("clicks?page=" + page++ + "&size=" + PAGE).path("clicks").forEach(all::add);
        } while (all.size() == before + PAGE);
        return all;
    }

    List<JsonNode> records(String soql, boolean deleted) {
        var all = new ArrayList<JsonNode>();
        control("salesforce/query", "{\"soql\":\"" + soql + "\",\"deleted\":" + deleted + "}")
                .path("records")
                .forEach(all::add);
        return all;
    }

    JsonNode control(String path, String json) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    void faults(String json) {
        control("faults", json);
    }

    /** How often the faults that are switched on landed, all together. */
    long landed() {
        return get("faults").findValues("landed").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    void clearFaults() {
        send(request("faults").DELETE());
    }

    JsonNode get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/__sandbox/" + path)).timeout(Duration.ofSeconds(60));
    }

    /** The machine is busy while everything falls apart: an answer that does not come is asked for once more. */
    private static JsonNode send(HttpRequest.Builder request) {
        var failures = new ArrayList<IOException>();
        while (failures.size() < TRIES) {
            try {
                return sendOnce(request.build());
            } catch (IOException e) {
                failures.add(e);
            }
        }
        throw new UncheckedIOException(failures.getLast());
    }

    private static JsonNode sendOnce(HttpRequest request) throws IOException {
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("The sandbox answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
