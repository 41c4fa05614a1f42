package io.downfunnel.benchmark;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.benchmark.PackagedSync.Done;
import io.downfunnel.benchmark.PackagedSync.Step;
import io.downfunnel.domain.Days;
import io.downfunnel.report.CampaignReport;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.CampaignReadStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.embedded.EmbeddedDatabase;

/**
 * The first reading of two accounts with 500 campaigns each, over the wire: the packaged application in a process of its own,
 * the sandbox's Google Ads and LinkedIn in this one. Started by {@code ./mvnw -q -Pbenchmark -Dbenchmark=CostBenchmark};
 * prints the table of docs/benchmarks.md.
 */
public final class CostBenchmark {
    private static final String[] MONTHS = {"3", "6", "13"};
    /** Of this collector, a full collection leaves what is in use and nothing else. */
    private static final String[] HEAP = {"-Xmx128m", "-XX:+UseSerialGC"};

    private static final int CAMPAIGNS = 500;
    /** A small company: what is measured is the reading of reports. */
    private static final int LEADS = 300;

    /**
     * @param aggregated seconds for both accounts
     * @param sandboxCpuSeconds while the application ran, its other steps included
     * @param calls what the sandbox was asked by the reading and by all that came before
     */
    private record Result(
            int months,
            long rows,
            Step reading,
            double aggregated,
            double sandboxCpuSeconds,
            Calls calls,
            Done done,
            long reference) {}

    private record Calls(long google, long linkedin) {}

    private CostBenchmark() {}

    public static void main(String... months) throws IOException, InterruptedException {
        var results = new ArrayList<Result>();
        for (var length : months.length == 0 ? MONTHS : months) {
            results.add(measure(Integer.parseInt(length)));
        }
        print(results);
    }

    private static Result measure(int months) throws IOException, InterruptedException {
        var sync = PackagedSync.inANewFolder(HEAP);
        try (var sandbox = Sandbox.start(SandboxSettings.in(sync.sandbox()).withLeads(LEADS))) {
            var visitor = Visitor.to(sandbox);
            for (var vendor : List.of("google", "linkedin")) {
                visitor.control(vendor + "/campaigns", "{\"count\":%d}".formatted(CAMPAIGNS - own(vendor)));
            }
            long reference = Machine.referenceLoop();
            long cpu = Machine.cpuNanos();
            var done = sync.run(Map.of(
                    "downfunnel.sandbox.leads",
                    Integer.toString(LEADS),
                    "downfunnel.reports.history",
                    "P" + months + "M"));
            var sandboxCpu = (Machine.cpuNanos() - cpu) / 1e9;
            try (var database = EmbeddedDatabase.open(sync.data())) {
                var jdbi = TestDatabase.jdbi(database);
                var calls =
                        new Calls(visitor.totals("google").path("operations").asLong(), managementCalls(visitor));
                long rows = rows(jdbi, months);
                long begin = System.nanoTime();
                aggregate(jdbi, months);
                return new Result(
                        months,
                        rows,
                        reading(jdbi),
                        (System.nanoTime() - begin) / 1e9,
                        sandboxCpu,
                        calls,
                        done,
                        reference);
            }
        } finally {
            sync.delete();
        }
    }

    /** Campaigns of the sandbox's company. */
    private static int own(String vendor) {
        return vendor.equals("google") ? 4 : 3;
    }

    private static long managementCalls(Visitor visitor) {
        long calls = 0;
        for (var resource : visitor.totals("linkedin").path("managementCalls")) {
            calls += resource.asLong();
        }
        return calls;
    }

    /** All that there is must have come: every extra campaign has cost on every day. */
    private static long rows(Jdbi jdbi, int months) {
        long rows = jdbi.withHandle(handle -> handle.createQuery("select count(*) from campaign_day")
                .mapTo(Long.class)
                .one());
        var today = today();
        long days = today.toEpochDay() - today.minus(Period.ofMonths(months)).toEpochDay() + 1;
        if (rows < days * (2 * CAMPAIGNS - own("google") - own("linkedin"))) {
            throw new IllegalStateException("Only " + rows + " rows of " + days + " days were kept");
        }
        return rows;
    }

    private static Step reading(Jdbi jdbi) {
        return PackagedSync.steps(jdbi).stream()
                .filter(step -> step.name().equals("Read what the platforms report"))
                .findFirst()
                .orElseThrow();
    }

    /** Each account's campaigns over the whole time, as the page shows them. */
    private static void aggregate(Jdbi jdbi, int months) {
        var campaigns = new CampaignReadStore(jdbi);
        var days = new Days(today().minusMonths(months), today());
        for (var account : new AdAccountStore(jdbi).all()) {
            var report = CampaignReport.of(campaigns.spend(account, days), campaigns.results(account, days));
            if (report.campaigns().size() != CAMPAIGNS) {
                throw new IllegalStateException(report.campaigns().size() + " campaigns of " + account.destination());
            }
        }
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    }

    private static void print(List<Result> results) {
        System.out.println("""

                | History | Rows | Read and stored in | Per second | Added up in | CPU: application, sandbox \
                | Peak heap | After a full collection | Resident | Calls to Google and LinkedIn | Reference loop |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|""");
        for (var result : results) {
            var memory = result.done().memory();
            System.out.printf(
                    Locale.ROOT,
                    "| %d months | %,d | %.1f s | %,.0f | %.2f s | %.1f s, %.1f s | %d MB | %d MB | %d MB | %d, %d | %,d MB/s |%n",
                    result.months(),
                    result.rows(),
                    result.reading().seconds(),
                    result.rows() / result.reading().seconds(),
                    result.aggregated(),
                    result.reading().cpuSeconds(),
                    result.sandboxCpuSeconds(),
                    memory.heapPeak(),
                    memory.heapAfterFullCollection(),
                    memory.residentPeak(),
                    result.calls().google(),
                    result.calls().linkedin(),
                    result.reference());
        }
    }
}
