package io.downfunnel.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Platforms;
import io.downfunnel.reconcile.Reported;
import io.downfunnel.reconcile.ReportsConfig;
import io.downfunnel.reconcile.ReportsStep;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdClickStore;
import io.downfunnel.store.CampaignReadStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.DiagnosticStore;
import io.downfunnel.store.FormLeadStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.ReportStore;
import io.downfunnel.store.TestDatabase;

/**
 * How long the first reading of two accounts with 500 campaigns each takes, and how much memory: each size in a process of
 * its own with a small heap. Started by {@code ./mvnw -q -Pbenchmark -Dbenchmark=CostBenchmark}; prints the lines of
 * docs/benchmarks.md. The accounts are what {@link #platforms} opens: the platforms that are installed would be read the
 * same way.
 */
public final class CostBenchmark {
    private static final List<String> MONTHS = List.of("3", "13");
    private static final String HERE = "here";
    private static final int CAMPAIGNS = 500;

    private CostBenchmark() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        if (arguments.length == 2 && arguments[0].equals(HERE)) {
            measure(Integer.parseInt(arguments[1]));
            return;
        }
        for (var months : arguments.length == 0 ? MONTHS : List.of(arguments)) {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var exit = new ProcessBuilder(
                            java,
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CostBenchmark.class.getName(),
                            HERE,
                            months)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("The measurement ended with " + exit);
            }
        }
    }

    private static Platforms platforms(Clock clock) {
        return new Platforms(
                List.of(new GeneratedPlatform("one", CAMPAIGNS), new GeneratedPlatform("two", CAMPAIGNS)),
                key -> Optional.empty(),
                clock);
    }

    private static void measure(int months) {
        var clock = Clock.fixed(Instant.parse("2026-11-20T05:30:00Z"), ZoneOffset.UTC);
        var reference = Machine.referenceLoop();
        try (var database = TestDatabase.open();
                var platforms = platforms(clock)) {
            var survivors = survivors();
            var step = step(database.jdbi(), platforms, months, clock);
            System.gc();
            pools().forEach(MemoryPoolMXBean::resetPeakUsage);
            long begin = System.nanoTime();
            var done = step.run(new Run(1, "benchmark", Progress.unwatched()));
            double read = (System.nanoTime() - begin) / 1e9;
            begin = System.nanoTime();
            int campaigns = aggregate(database.jdbi(), months, clock);
            double aggregated = (System.nanoTime() - begin) / 1e9;
            long peak = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
            System.gc();
            print(months, done, campaigns, read, aggregated, peak, survivors.get(), reference);
        }
    }

    private static ReportsStep step(Jdbi jdbi, Platforms platforms, int months, Clock clock) {
        var claims = new ReportClaimStore(jdbi);
        var config = new SmallRyeConfigBuilder()
                .withMapping(ReportsConfig.class)
                .withDefaultValues(Map.of("downfunnel.reports.history", "P" + months + "M"))
                .build()
                .getConfigMapping(ReportsConfig.class);
        return new ReportsStep(
                claims,
                new AdAccountStore(jdbi),
                new ReportStore(jdbi, claims),
                new AdClickStore(jdbi, claims),
                new FormLeadStore(jdbi, claims),
                new ConversionActionStore(jdbi, claims),
                new DiagnosticStore(jdbi, claims),
                new ConnectionStore(jdbi),
                platforms,
                config,
                clock);
    }

    /** Cost by campaign over the whole time, as the page shows it. */
    private static int aggregate(Jdbi jdbi, int months, Clock clock) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var campaigns = new CampaignReadStore(jdbi);
        return new AdAccountStore(jdbi)
                .all().stream()
                        .mapToInt(account -> campaigns
                                .spend(account, new Days(today.minusMonths(months), today))
                                .size())
                        .sum();
    }

    private static Stream<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    /** The most that was left after a collection. */
    private static AtomicLong survivors() {
        var most = new AtomicLong();
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(bean -> ((NotificationEmitter) bean)
                        .addNotificationListener(
                                (notification, handback) -> {
                                    var info = GarbageCollectionNotificationInfo.from(
                                            (CompositeData) notification.getUserData());
                                    long left = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                            .filter(pool -> pools().anyMatch(each ->
                                                    each.getName().equals(pool.getKey())))
                                            .mapToLong(pool -> pool.getValue().getUsed())
                                            .sum();
                                    most.accumulateAndGet(left, Math::max);
                                },
                                null,
                                null));
        return most;
    }

    private static void print(
            int months,
            Map<String, Reported> done,
            int campaigns,
            double read,
            double aggregated,
            long peak,
            long survivors,
            long reference) {
        long rows = done.values().stream().mapToLong(Reported::rows).sum();
        System.out.printf(
                Locale.ROOT,
                "%n%d months, %,d campaigns of %d accounts: %,d rows read and stored in %.1f s (%,.0f a second), aggregated in"
                        + " %.2f s; heap: peak %d MB, at most %d MB after a collection; reference loop %,d MB/s%n",
                months,
                campaigns,
                done.size(),
                rows,
                read,
                rows / read,
                aggregated,
                peak >> 20,
                survivors >> 20,
                reference);
    }
}
