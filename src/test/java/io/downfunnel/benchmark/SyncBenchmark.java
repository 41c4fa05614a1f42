package io.downfunnel.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.benchmark.PackagedSync.Done;
import io.downfunnel.benchmark.PackagedSync.Step;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.embedded.EmbeddedDatabase;

/**
 * The first sync of an empty installation with a sandbox of a given size: the packaged application in a process of its
 * own, the sandbox in this one. Started by {@code ./mvnw -q -Pbenchmark}; prints the tables of docs/benchmarks.md.
 */
public final class SyncBenchmark {
    private static final String HEAP = "256m";

    private record Result(long records, List<Step> steps, Done done, long reference) {}

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
        var sync = PackagedSync.inANewFolder("-Xmx" + HEAP);
        try (var sandbox = Sandbox.start(SandboxSettings.in(sync.sandbox()).withLeads(leads))) {
            long reference = Machine.referenceLoop();
            var done = sync.run(Map.of("downfunnel.sandbox.leads", Integer.toString(leads)));
            try (var database = EmbeddedDatabase.open(sync.data())) {
                var jdbi = TestDatabase.jdbi(database);
                return new Result(records(jdbi), PackagedSync.steps(jdbi), done, reference);
            }
        } finally {
            sync.delete();
        }
    }

    private static long records(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("select sum(records) from extraction_stream")
                .mapTo(Long.class)
                .one());
    }

    private static void print(List<Result> results) {
        for (var result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d CRM records: %.1f s in all, from start of the process to its end; reference loop %,d MB/s%n%n",
                    result.records(),
                    result.done().seconds(),
                    result.reference());
            System.out.println("| Step | Done | Seconds | Per second | CPU seconds of the application |");
            System.out.println("|---|---:|---:|---:|---:|");
            for (var step : result.steps()) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %,d | %.2f | %,.0f | %.2f |%n",
                        step.name(),
                        step.done(),
                        step.seconds(),
                        step.done() / Math.max(step.seconds(), 0.001),
                        step.cpuSeconds());
            }
            var memory = result.done().memory();
            System.out.printf(
                    Locale.ROOT,
                    "%nHeap (-Xmx%s): peak %d MB, at most %d MB after a collection; resident at most %d MB%n",
                    HEAP,
                    memory.heapPeak(),
                    memory.heapAfterCollection(),
                    memory.residentPeak());
        }
    }
}
