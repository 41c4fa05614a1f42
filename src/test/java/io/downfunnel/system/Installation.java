package io.downfunnel.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.store.embedded.EmbeddedDatabase;

/** A folder with a database and a sandbox, and nodes of the packaged application that work on them. */
final class Installation implements AutoCloseable {
    static final Instant ANCHOR = Instant.now();

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final Sandbox sandbox;
    private final Map<String, String> environment = new HashMap<>();

    /** The sandbox runs in this process; the application, in its own, finds it by the folder. */
    Installation(Path folder, int leads, int speed) {
        this.folder = folder;
        this.sandbox = Sandbox.start(SandboxSettings.in(folder.resolve("sandbox"))
                .withLeads(leads)
                .withSpeed(speed)
                .withAnchor(ANCHOR));
        environment.put("DOWNFUNNEL_SANDBOX_ENABLED", "true");
        environment.put(
                "DOWNFUNNEL_SANDBOX_DIRECTORY", folder.resolve("sandbox").toString());
        environment.put("DOWNFUNNEL_SANDBOX_LEADS", Integer.toString(leads));
        environment.put("DOWNFUNNEL_SANDBOX_SPEED", Integer.toString(speed));
        environment.put("DOWNFUNNEL_DATABASE_DIRECTORY", folder.resolve("data").toString());
    }

    Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * The vendors are the sandbox's, and the application is not told so: it waits for them no less than for the real ones,
     * but for what is named here. Nobody has signed in at Google yet.
     */
    Installation asIfReal() {
        with("DOWNFUNNEL_SANDBOX_ENABLED", "false");
        var url = sandbox.url();
        var salesforce = sandbox.accounts().salesforce();
        var google = sandbox.accounts().google();
        var linkedin = sandbox.accounts().linkedin();
        Map.ofEntries(
                        Map.entry("salesforce.login-url", url),
                        Map.entry("salesforce.auth", "client-credentials"),
                        Map.entry("salesforce.client-id", salesforce.clientId()),
                        Map.entry("salesforce.client-secret", salesforce.clientSecret()),
                        Map.entry("google.data-manager.url", url),
                        Map.entry("google.ads.endpoint", sandbox.adsEndpoint()),
                        Map.entry("google.token-url", url + "/token"),
                        Map.entry("google.authorize-url", url + "/o/oauth2/v2/auth"),
                        Map.entry("google.customer-id", google.customerId()),
                        Map.entry("google.client-id", google.clientId()),
                        Map.entry("google.client-secret", google.clientSecret()),
                        Map.entry("linkedin.url", url),
                        Map.entry("linkedin.token-url", url + "/oauth/v2/accessToken"),
                        Map.entry("linkedin.token", linkedin.directToken()),
                        Map.entry("linkedin.account-id", linkedin.accountId()),
                        Map.entry("google.requests-per-minute", "100000"),
                        Map.entry("linkedin.requests-per-minute", "100000"),
                        Map.entry("deliver.delay", "PT1S"),
                        Map.entry("deliver.first-poll", "PT2S"),
                        Map.entry("deliver.poll-back-off", "PT1S"),
                        Map.entry("deliver.longest-poll", "PT5S"),
                        Map.entry("deliver.stopped-retry", "PT1S"),
                        Map.entry("deliver.breaker-pause", "PT1S"),
                        Map.entry("sync.patience", "PT10S"))
                .forEach((key, value) ->
                        with("DOWNFUNNEL_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
        return this;
    }

    Application start(String... arguments) {
        return Application.start(folder.resolve("output"), environment, arguments);
    }

    /** One command from start to end. */
    Ended run(String... arguments) {
        try (var application = start(arguments)) {
            int exitCode = application.end(PATIENCE);
            return new Ended(exitCode, application.printed(), application.said());
        }
    }

    /** Everything once, now, with its result as JSON. */
    Ended sync() {
        return run("sync", "--once", "--json");
    }

    /** How a command ended, and what it wrote on its two outputs. */
    record Ended(int exitCode, String printed, String said) {
        JsonNode json() {
            return Installation.json(printed);
        }
    }

    Path folder() {
        return folder;
    }

    JsonNode books(String vendor) {
        return send(request("books/" + vendor).GET());
    }

    List<JsonNode> booked(String vendor, String list) {
        var all = new ArrayList<JsonNode>();
        books(vendor).path(list).forEach(all::add);
        return all;
    }

    JsonNode control(String path, String json) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Switches faults on: a JSON object, or a list of them. */
    void faults(String json) {
        control("faults", json);
    }

    /** The faults that are switched on, each with the number of requests it landed on. */
    List<JsonNode> landings() {
        var all = new ArrayList<JsonNode>();
        send(request("faults").GET()).findParents("landed").forEach(all::add);
        return all;
    }

    void clearFaults() {
        send(request("faults").DELETE());
    }

    /** Our own books, read while no node runs, or beside one that does. */
    <T> T database(Function<OurBooks, T> question) {
        try (var database = EmbeddedDatabase.open(folder.resolve("data"))) {
            var jdbi = Jdbi.create(database.jdbcUrl(), database.username(), database.password());
            jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
            return question.apply(new OurBooks(jdbi));
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + "/__sandbox/" + path));
    }

    private static JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("The sandbox answered " + answer.statusCode() + ": " + answer.body());
            }
            return json(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
