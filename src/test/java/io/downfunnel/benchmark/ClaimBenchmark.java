package io.downfunnel.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.ClaimStore;
import io.downfunnel.store.ClaimStore.Claimed;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.TestDatabase;

/**
 * How long it takes to claim 500 conversions when a million are ready: two nodes at a time, each claim followed by the step
 * that takes its conversions out of the queue, as a sync does. Started by
 * {@code ./mvnw -q -Pbenchmark -Dbenchmark=ClaimBenchmark}; prints the lines of docs/benchmarks.md.
 */
public final class ClaimBenchmark {
    private static final int BACKLOG = 1_000_000;
    private static final int CLAIM = 500;
    private static final int NODES = 2;
    private static final int CLAIMS_A_NODE = 400;
    private static final int WARM_UP = 20;
    private static final Duration LEASE = Duration.ofMinutes(5);

    private ClaimBenchmark() {}

    public static void main(String... sizes) throws InterruptedException, ExecutionException {
        int backlog = sizes.length == 0 ? BACKLOG : Integer.parseInt(sizes[0]);
        try (var database = TestDatabase.open()) {
            var jdbi = database.jdbi();
            fill(jdbi, backlog);
            long reference = Machine.referenceLoop();
            var millis = claimTogether(jdbi);
            print(backlog, millis, reference);
        }
    }

    private static void fill(Jdbi jdbi, int backlog) {
        jdbi.useHandle(handle -> {
            handle.execute("insert into funnel_version (document, imported_by) values ('stages: {}', 'benchmark')");
            handle.execute("""
                    insert into conversion (key, organization_id, lineage, record_id, stage, occurrence, mapping,
                                            funnel_version, destination, action, occurred_at, state, expires_at)
                    select 'df' || lpad(to_hex(number), 32, 'k'), 1, 'lineage' || number, '00Q' || number, 'qualified', 1,
                           'qualified', 1, 'google', '700000000' || number % 3, now() - interval '1 day', 'READY',
                           now() + make_interval(secs => 86400 + (number * bigint '7919') % 7000000)
                      from generate_series(1, ?) as number""", backlog);
            handle.execute("analyze conversion");
        });
    }

    private static double[] claimTogether(Jdbi jdbi) throws InterruptedException, ExecutionException {
        var store = new ClaimStore(jdbi);
        var millis = new ArrayList<Double>();
        try (var executor = Executors.newFixedThreadPool(NODES)) {
            var nodes = new ArrayList<Callable<List<Double>>>();
            for (int node = 1; node <= NODES; node++) {
                var name = "node-" + node;
                nodes.add(() -> claimAgainAndAgain(jdbi, store, name));
            }
            for (Future<List<Double>> node : executor.invokeAll(nodes)) {
                millis.addAll(node.get());
            }
        }
        return millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static List<Double> claimAgainAndAgain(Jdbi jdbi, ClaimStore store, String node) {
        var millis = new ArrayList<Double>();
        for (int round = -WARM_UP; round < CLAIMS_A_NODE; round++) {
            long begin = System.nanoTime();
            var claimed = store.claim("google", Which.ALL, List.of(), node, LEASE, CLAIM, Instant.now());
            double took = (System.nanoTime() - begin) / 1e6;
            if (claimed.size() != CLAIM) {
                throw new IllegalStateException("Claimed " + claimed.size() + " of " + CLAIM);
            }
            if (round >= 0) {
                millis.add(took);
            }
            sendOff(jdbi, claimed);
        }
        return millis;
    }

    private static void sendOff(Jdbi jdbi, List<Claimed> claimed) {
        jdbi.useHandle(handle -> handle.createUpdate("update conversion set state = 'IN_FLIGHT' where id = any (:ids)")
                .bindArray("ids", Long.class, claimed.stream().map(Claimed::id).toList())
                .execute());
    }

    private static void print(int backlog, double[] millis, long reference) {
        System.out.printf(
                Locale.ROOT,
                "%n%,d ready, %d nodes, %,d claims of %d: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms, mean %.1f ms;"
                        + " reference loop %,d MB/s%n",
                backlog,
                NODES,
                millis.length,
                CLAIM,
                at(millis, 0.50),
                at(millis, 0.95),
                at(millis, 0.99),
                millis[millis.length - 1],
                Arrays.stream(millis).average().orElseThrow(),
                reference);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(Math.ceil(sorted.length * share)) - 1)];
    }
}
