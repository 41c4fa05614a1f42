package io.downfunnel.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.Simulation;
import io.downfunnel.extract.Bench;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.simulate.SimulateStep;
import io.downfunnel.simulate.UploadTimes;
import io.downfunnel.store.DossierStore;
import io.downfunnel.store.TestDatabase;

/**
 * How long a simulation of thirteen months takes, and how much memory: in a process of its own with a small heap, on the
 * stored history of a sandbox company. Started by {@code ./mvnw -q -Pbenchmark -Dbenchmark=SimulateBenchmark}; prints the lines of
 * docs/benchmarks.md. The sizes are given in leads.
 */
public final class SimulateBenchmark {
    private static final List<String> LEADS = List.of("24750", "90000");
    private static final String HERE = "here";

    private SimulateBenchmark() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        if (arguments.length > 0 && arguments[0].equals(HERE)) {
            measure(arguments[1]);
            return;
        }
        for (var leads : arguments.length == 0 ? LEADS : List.of(arguments)) {
            try (var database = TestDatabase.open()) {
                extract(database.jdbi(), Integer.parseInt(leads));
                for (var which : List.of("one", "all")) {
                    start(database, which);
                }
            }
        }
    }

    private static void extract(Jdbi jdbi, int leads) throws IOException {
        try (var sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(leads))) {
            Bench.step(Bench.config(sandbox, Map.of()), jdbi)
                    .run(new Run(1, "benchmark", Progress.unwatched()), funnel("all"));
        }
        jdbi.useHandle(handle -> handle.execute("analyze"));
        System.out.printf(
                Locale.ROOT,
                "%n%,d leads, %,d CRM records%n",
                leads,
                jdbi.withHandle(handle -> handle.createQuery("select sum(records) from extraction_stream")
                        .mapTo(Long.class)
                        .one()));
    }

    private static void start(TestDatabase database, String which) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulateBenchmark.class.getName(),
                        HERE,
                        which)
                .inheritIO();
        process.environment().put("BENCHMARK_URL", database.jdbcUrl());
        process.environment().put("BENCHMARK_USER", database.username());
        process.environment().put("BENCHMARK_PASSWORD", database.password());
        var exit = process.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("The measurement ended with " + exit);
        }
    }

    /** The mappings that we ship; or the stages with one mapping of them. */
    private static Funnel funnel(String which) throws IOException {
        var all = MappingFile.accepted(Files.readString(Path.of("config", "mappings.yaml")));
        return which.equals("all")
                ? all
                : new Funnel(
                        all.stages(),
                        all.mappings().stream()
                                .filter(mapping -> mapping.name().equals("Qualified leads to Google"))
                                .toList(),
                        all.exclusions());
    }

    private static void measure(String which) throws IOException {
        var jdbi = TestDatabase.from(
                System.getenv("BENCHMARK_URL"), System.getenv("BENCHMARK_USER"), System.getenv("BENCHMARK_PASSWORD"));
        var clock = Clock.systemUTC();
        var step = new SimulateStep(
                new DossierStore(jdbi),
                Map.of("google", SomePlatforms.ADJUSTING, "linkedin", SomePlatforms.LINKEDIN),
                EVERY_NIGHT,
                Duration.ofHours(24),
                clock);
        var funnel = funnel(which);
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var days = new Days(today.plusDays(1).minusMonths(13), today);
        var live =
                which.equals("all") ? Optional.of(new Funnel.Version(1, funnel, "")) : Optional.<Funnel.Version>empty();
        var reference = Machine.referenceLoop();
        System.gc();
        Heap.begin();
        var cpu = cpu();
        long begin = System.nanoTime();
        var simulation = step.run(funnel, live, days, Progress.unwatched());
        print(which, simulation, (System.nanoTime() - begin) / 1e9, (cpu() - cpu) / 1e9, reference);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void print(String which, Simulation simulation, double seconds, double cpu, long reference) {
        System.out.printf(
                Locale.ROOT,
                "%s: %,d leads and opportunities in %.1f s (%,.0f a second), %.1f CPU s of the application; %,d conversions sent"
                        + " and %,d not; %s; reference loop %,d MB/s%n",
                which.equals("all") ? "six mappings, compared with those in force" : "one mapping",
                simulation.records(),
                seconds,
                simulation.records() / seconds,
                cpu,
                simulation.mappings().stream()
                        .mapToLong(mapping -> mapping.total().sent())
                        .sum(),
                simulation.mappings().stream()
                        .mapToLong(mapping -> mapping.total().refused())
                        .sum(),
                Heap.inWords(),
                reference);
    }

    private static final UploadTimes EVERY_NIGHT = new UploadTimes() {
        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public List<Instant> between(Instant from, Instant to) {
            return Stream.iterate(
                            from.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofMinutes(285)),
                            night -> night.isBefore(to),
                            night -> night.plus(Duration.ofDays(1)))
                    .toList();
        }
    };
}
