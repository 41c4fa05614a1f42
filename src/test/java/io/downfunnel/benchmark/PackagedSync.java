package io.downfunnel.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Jdbi;

/**
 * {@code sync --once --json} of the packaged application, in a process of its own, on an embedded database and against a
 * sandbox that another process serves.
 *
 * @param folder holds {@code sandbox} and {@code data}, and what the application says
 * @param jvm options of its JVM
 */
record PackagedSync(Path folder, List<String> jvm) {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Pattern PAUSE = Pattern.compile("Pause (\\w+).* (\\d+)M->(\\d+)M\\(");

    /**
     * At its highest, in MB.
     *
     * @param heapAfterFullCollection what was really in use; 0 where the whole heap was never collected
     */
    record Memory(long heapPeak, long heapAfterCollection, long heapAfterFullCollection, long residentPeak) {}

    record Step(String name, long done, double seconds, double cpuSeconds) {}

    /** @param seconds from the start of the process to its end */
    record Done(double seconds, Memory memory) {}

    static PackagedSync inANewFolder(String... jvm) throws IOException {
        return new PackagedSync(Files.createTempDirectory("downfunnel-benchmark-"), List.of(jvm));
    }

    Path sandbox() {
        return folder.resolve("sandbox");
    }

    Path data() {
        return folder.resolve("data");
    }

    Done run(Map<String, String> settings) throws IOException, InterruptedException {
        var gcLog = folder.resolve("gc.log");
        var begin = System.nanoTime();
        var process = start(settings, gcLog);
        var resident = watch(process);
        var seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() == 1) {
            throw new IllegalStateException("The sync broke; see " + folder + "/sync.err");
        }
        new ObjectMapper().readTree(folder.resolve("sync.out").toFile());
        return new Done(seconds, memory(gcLog, resident));
    }

    private Process start(Map<String, String> settings, Path gcLog) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of(
                "-Xlog:gc:file=" + gcLog,
                "-Dsun.net.http.retryPost=false",
                "-jar",
                JAR.toString(),
                "sync",
                "--once",
                "--json"));
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("sync.out").toFile())
                .redirectError(folder.resolve("sync.err").toFile());
        var all = new HashMap<>(Map.of(
                "downfunnel.sandbox.enabled", "true",
                "downfunnel.sandbox.directory", sandbox().toString(),
                "downfunnel.database.directory", data().toString()));
        all.putAll(settings);
        all.forEach((key, value) ->
                builder.environment().put(key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
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
        long full = 0;
        for (var line : Files.readAllLines(gcLog)) {
            var pause = PAUSE.matcher(line);
            if (pause.find()) {
                peak = Math.max(peak, Long.parseLong(pause.group(2)));
                after = Math.max(after, Long.parseLong(pause.group(3)));
                full = Math.max(full, pause.group(1).equals("Full") ? Long.parseLong(pause.group(3)) : 0);
            }
        }
        return new Memory(peak, after, full, resident);
    }

    /** Of the last run, as it recorded them. */
    static List<Step> steps(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select step, done, extract(epoch from finished_at - started_at) as seconds, cpu_ms
                          from run_step where run_id = (select max(id) from run) order by ordinal""")
                .map((row, context) -> new Step(
                        row.getString("step"),
                        row.getLong("done"),
                        row.getDouble("seconds"),
                        row.getLong("cpu_ms") / 1000.0))
                .list());
    }

    void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
