package io.downfunnel.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.store.embedded.EmbeddedDatabase;

/**
 * The first sync of an empty installation with a sandbox of a given size: the packaged application in a process of its
 * own, the sandbox in this one. Started by {@code ./mvnw -q -Pbenchmark}; prints the tables of docs/benchmarks.md.
 */
public final class SyncBenchmark {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");
    private static final String HEAP = "256m";

    private record Step(String name, long records, double seconds, double cpuSeconds) {}

    private record Memory(long heapPeak, long heapAfterCollection, long residentPeak) {}

    private record Result(long records, List<Step> steps, Memory memory, double seconds, long reference) {}

    private SyncBenchmark() {}

    public static void main(String... sizes) throws IOException, InterruptedException {
        var leads = Stream.of(sizes.length == 0 ? new String[] {"5000", "24750"} : sizes)
                .mapToInt(Integer::parseInt)
                .toArray();
        var results = new ArrayList<Result>();
        for (int size : leads) {
            results.add(measure(size));
        }
        print(results);
    }

    private static Result measure(int leads) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("downfunnel-benchmark-");
        try (var sandbox =
                Sandbox.start(SandboxSettings.in(folder.resolve("sandbox")).withLeads(leads))) {
            long reference = Machine.referenceLoop();
            var gcLog = folder.resolve("gc.log");
            var begin = System.nanoTime();
            var process = start(folder, leads, gcLog);
            var resident = watch(process);
            var seconds = (System.nanoTime() - begin) / 1e9;
            if (process.exitValue() == 1) {
                throw new IllegalStateException("The sync broke; see " + folder + "/sync.err");
            }
            return read(folder, seconds, reference, memory(gcLog, resident));
        } finally {
            delete(folder);
        }
    }

    private static Process start(Path folder, int leads, Path gcLog) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-Xlog:gc:file=" + gcLog,
                        "-Dsun.net.http.retryPost=false",
                        "-jar",
                        JAR.toString(),
                        "sync",
                        "--once",
                        "--json")
                .redirectOutput(folder.resolve("sync.out").toFile())
                .redirectError(folder.resolve("sync.err").toFile());
        var environment = builder.environment();
        environment.put("DOWNFUNNEL_SANDBOX_ENABLED", "true");
        environment.put(
                "DOWNFUNNEL_SANDBOX_DIRECTORY", folder.resolve("sandbox").toString());
        environment.put("DOWNFUNNEL_SANDBOX_LEADS", Integer.toString(leads));
        environment.put("DOWNFUNNEL_DATABASE_DIRECTORY", folder.resolve("data").toString());
        return builder.start();
    }

    /** Peak resident memory of the process in MB, watched until it ends. */
    private static long watch(Process process) throws InterruptedException {
        long peak = 0;
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, resident(process.pid()).orElse(0L));
        }
        return peak;
    }

    private static Optional<Long> resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Memory memory(Path gcLog, long resident) throws IOException {
        long peak = 0;
        long after = 0;
        for (var line : Files.readAllLines(gcLog)) {
            var pause = PAUSE.matcher(line);
            if (pause.find()) {
                peak = Math.max(peak, Long.parseLong(pause.group(1)));
                after = Math.max(after, Long.parseLong(pause.group(2)));
            }
        }
        return new Memory(peak, after, resident);
    }

    private static Result read(Path folder, double seconds, long reference, Memory memory) throws IOException {
        new ObjectMapper().readTree(folder.resolve("sync.out").toFile());
        try (var database = EmbeddedDatabase.open(folder.resolve("data"))) {
            var jdbi = Jdbi.create(database.jdbcUrl(), database.username(), database.password());
            var records = jdbi.withHandle(handle -> handle.createQuery("select sum(records) from extraction_stream")
                    .mapTo(Long.class)
                    .one());
            var steps = jdbi.withHandle(handle -> handle.createQuery("""
                            select step, done, extract(epoch from finished_at - started_at) as seconds, cpu_ms
                              from run_step where run_id = (select max(id) from run) order by ordinal""")
                    .map((row, context) -> new Step(
                            row.getString("step"),
                            row.getLong("done"),
                            row.getDouble("seconds"),
                            row.getLong("cpu_ms") / 1000.0))
                    .list());
            return new Result(records, steps, memory, seconds, reference);
        }
    }

    private static void print(List<Result> results) {
        for (var result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d CRM records: %.1f s in all, from start of the process to its end; reference loop %,d MB/s%n%n",
                    result.records(),
                    result.seconds(),
                    result.reference());
            System.out.println("| Step | Done | Seconds | Per second | CPU seconds of the application |");
            System.out.println("|---|---:|---:|---:|---:|");
            for (var step : result.steps()) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %,d | %.2f | %,.0f | %.2f |%n",
                        step.name(),
                        step.records(),
                        step.seconds(),
                        step.records() / Math.max(step.seconds(), 0.001),
                        step.cpuSeconds());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%nHeap (-Xmx%s): peak %d MB, at most %d MB after a collection; resident at most %d MB%n",
                    HEAP,
                    result.memory().heapPeak(),
                    result.memory().heapAfterCollection(),
                    result.memory().residentPeak());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
