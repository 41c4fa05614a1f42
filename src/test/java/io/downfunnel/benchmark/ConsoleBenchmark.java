package io.downfunnel.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.Ports;
import io.downfunnel.console.SignedIn;
import io.downfunnel.store.TestDatabase;

/**
 * How long people wait for pages when a million conversions of 13 months are in the database, twenty of them look at once
 * and a sync runs beside. Started by {@code ./mvnw -q -Pbenchmark -Dbenchmark=ConsoleBenchmark}; prints the lines of
 * docs/benchmarks.md.
 */
public final class ConsoleBenchmark {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final int CONVERSIONS = 1_000_000;
    private static final int PEOPLE = 20;
    private static final List<String> TABLES =
            List.of("stage_event", "conversion", "conversion_transition", "upload_batch", "upload_batch_item");
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration LOOKING = Duration.ofSeconds(60);
    private static final Duration THINKING = Duration.ofMillis(500);

    private ConsoleBenchmark() {}

    public static void main(String... sizes) throws IOException, InterruptedException {
        int conversions = sizes.length == 0 ? CONVERSIONS : Integer.parseInt(sizes[0]);
        var folder = Files.createTempDirectory("console-benchmark");
        try (var database = TestDatabase.open()) {
            sync(folder, database);
            fill(database.jdbi(), conversions);
            int port = Ports.free();
            var node = start(folder, database, port, "serve");
            try {
                waitFor(port, node);
                var anna = SignedIn.asAdmin(database.jdbi());
                var reference = Machine.referenceLoop();
                look(port, anna, pages(database.jdbi()), WARM_UP);
                startSync(port, anna);
                var waits = look(port, anna, pages(database.jdbi()), LOOKING);
                if (waits.values().stream().anyMatch(List::isEmpty)) {
                    throw new IllegalStateException("Some pages were never shown; there is nothing to measure");
                }
                print(conversions, waits, running(database.jdbi()), reference);
            } finally {
                node.destroy();
                node.waitFor(30, TimeUnit.SECONDS);
                node.destroyForcibly();
            }
        }
    }

    /** The sandbox's company, so that every table has something of the right shape. */
    private static void sync(Path folder, TestDatabase database) throws IOException, InterruptedException {
        var sync = start(folder, database, Ports.free(), "sync", "--once", "--json");
        if (sync.waitFor() == 1) {
            throw new IllegalStateException("The sync broke; see " + folder + "/output");
        }
    }

    /** Copies of what the sync made, spread over 13 months, with their events, history and batches. */
    private static void fill(Jdbi jdbi, int conversions) {
        jdbi.useHandle(handle -> {
            long made = handle.createQuery("select count(*) from conversion")
                    .mapTo(Long.class)
                    .one();
            long copies = conversions / made + 1;
            // What the triggers guard was true of what is copied.
            TABLES.forEach(table -> handle.execute("alter table " + table + " disable trigger user"));
            handle.execute("""
                    create temporary table copied as
                    select c.*, e.object, e.evidence, copy,
                           c.id + copy * bigint '100000000' as new_id,
                           c.stage_event_id + copy * bigint '100000000' as new_event,
                           make_interval(secs => (copy * bigint '7919' + c.id * bigint '104729') % (395 * 86400)) as ago
                      from conversion c join stage_event e on e.id = c.stage_event_id
                      cross join generate_series(1, ?) as copy
                     limit ?""", copies, conversions - made);
            handle.execute("""
                    insert into stage_event (id, organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                             evidence)
                    overriding system value
                    select distinct on (new_event) new_event, organization_id, lineage || '-' || copy, stage, occurrence,
                           object, record_id || '-' || copy, now() - ago, evidence from copied""");
            handle.execute("""
                    insert into conversion (id, key, organization_id, stage_event_id, lineage, record_id, stage, occurrence,
                                            mapping, funnel_version, destination, action, occurred_at, value, currency,
                                            click_kind, clicked_at, state, reason, explanation, expires_at, attempt,
                                            state_since, created_at)
                    overriding system value
                    select new_id, key || '-' || copy, organization_id, new_event, lineage || '-' || copy,
                           record_id || '-' || copy, stage, occurrence, mapping, funnel_version, destination, action,
                           now() - ago, value, currency, click_kind, now() - ago - interval '9 days',
                           case when state in ('READY', 'DELAYED', 'IN_FLIGHT', 'UNKNOWN') then 'ACCEPTED' else state end,
                           reason, explanation, now() - ago + interval '90 days', attempt, now() - ago, now() - ago
                      from copied""");
            handle.execute("""
                    insert into conversion_transition (conversion_id, at, from_state, to_state, attempt, node, epoch)
                    select id, created_at, null, 'READY', 0, 'benchmark', 0 from conversion where id > 100000000
                    union all
                    select id, created_at, 'READY', state, 1, 'benchmark', 1 from conversion where id > 100000000""");
            handle.execute("""
                    with sent as (
                        select id, destination, action, state_since from conversion
                         where id > 100000000 and state in ('ACCEPTED', 'VERIFIED')),
                    batch as (
                        insert into upload_batch (id, destination, action, size, node, epoch, intended_at, answered_at,
                                                  answer)
                        overriding system value
                        select id, destination, action, 1, 'benchmark', 1, state_since, state_since, 'taken in' from sent)
                    insert into upload_batch_item (batch_id, ordinal, conversion_id, hash, outcome)
                    select id, 0, id, '', 'accepted' from sent""");
            handle.execute("drop table copied");
            TABLES.forEach(table -> handle.execute("alter table " + table + " enable trigger user"));
            handle.execute("vacuum analyze");
        });
    }

    private static Map<String, String> pages(Jdbi jdbi) {
        var record = jdbi.withHandle(
                handle -> handle.createQuery("""
                        select record_id from conversion where state = 'VERIFIED' and id < 100000000 order by id limit 1""").mapTo(String.class).one());
        var pages = new LinkedHashMap<String, String>();
        pages.put("Overview", "/");
        pages.put("Conversions", "/conversions");
        pages.put("Conversions of a state and destination", "/conversions?state=excluded&destination=google");
        pages.put("Explain", "/explain?q=" + record);
        pages.put("Needs you", "/needs-you");
        pages.put("On hold", "/hold");
        return pages;
    }

    /** Everybody opens page after page, and thinks half a second between them. */
    private static Map<String, List<Double>> look(int port, SignedIn anna, Map<String, String> pages, Duration time)
            throws InterruptedException {
        var waits = new ConcurrentHashMap<String, ConcurrentLinkedQueue<Double>>();
        var names = List.copyOf(pages.keySet());
        long end = System.nanoTime() + time.toNanos();
        // What is opened last is closed first: the browser outlives the people.
        try (var http = HttpClient.newHttpClient();
                var people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int person = 0; person < PEOPLE; person++) {
                int first = person;
                people.submit(() -> {
                    for (int visit = first; System.nanoTime() < end; visit++) {
                        var name = names.get(visit % names.size());
                        long began = System.nanoTime();
                        var answer =
                                http.send(request(port, anna, pages.get(name)).build(), BodyHandlers.ofString());
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException(name + " answers " + answer.statusCode());
                        }
                        waits.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>())
                                .add((System.nanoTime() - began) / 1e6);
                        Thread.sleep(THINKING);
                    }
                    return null;
                });
            }
        }
        var sorted = new LinkedHashMap<String, List<Double>>();
        names.forEach(name -> sorted.put(
                name,
                waits.getOrDefault(name, new ConcurrentLinkedQueue<>()).stream()
                        .sorted()
                        .toList()));
        return sorted;
    }

    private static HttpRequest.Builder request(int port, SignedIn anna, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Cookie", anna.cookie());
    }

    private static void startSync(int port, SignedIn anna) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    request(port, anna, "/sync")
                            .header("Origin", "http://127.0.0.1:" + port)
                            .header("X-Form-Token", anna.token())
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != 303) {
                throw new IllegalStateException("The sync was not started: " + answer.statusCode());
            }
        }
    }

    private static long running(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from run where kind = 'sync' and started_at > now() - interval '90 seconds'")
                .mapTo(Long.class)
                .one());
    }

    private static Process start(Path folder, TestDatabase database, int port, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dsun.net.http.retryPost=false",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("DOWNFUNNEL_SANDBOX_ENABLED", "true");
        builder.environment()
                .put("DOWNFUNNEL_SANDBOX_DIRECTORY", folder.resolve("sandbox").toString());
        builder.environment().put("DOWNFUNNEL_DATABASE_URL", database.jdbcUrl());
        builder.environment().put("DOWNFUNNEL_DATABASE_USERNAME", database.username());
        builder.environment().put("DOWNFUNNEL_DATABASE_PASSWORD", database.password());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free()));
        return builder.start();
    }

    private static void waitFor(int port, Process node) throws InterruptedException {
        for (int look = 0; look < 600; look++) {
            try (var http = HttpClient.newHttpClient()) {
                http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sign-in"))
                                .build(),
                        BodyHandlers.discarding());
                return;
            } catch (IOException e) {
                if (!node.isAlive()) {
                    throw new IllegalStateException("The node ended", e);
                }
                Thread.sleep(200);
            }
        }
        throw new IllegalStateException("The node does not answer");
    }

    private static void print(int conversions, Map<String, List<Double>> waits, long syncs, long reference) {
        System.out.printf(
                Locale.ROOT,
                "%n%,d conversions, %d people, half a second between two pages, %d sync beside; reference loop %,d MB/s%n%n",
                conversions,
                PEOPLE,
                syncs,
                reference);
        System.out.println("| Page | Visits | p50 ms | p95 ms | Longest ms |");
        System.out.println("|---|---:|---:|---:|---:|");
        waits.forEach((name, sorted) -> System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.0f | %.0f | %.0f |%n",
                name,
                sorted.size(),
                at(sorted, 0.50),
                at(sorted, 0.95),
                sorted.isEmpty() ? Double.NaN : sorted.getLast()));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(sorted.size() * share) - 1);
    }
}
