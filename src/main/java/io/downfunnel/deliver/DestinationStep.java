package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ClaimStore.Claimed;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.DoubtStore;

/** Sends what is ready for one destination, until nothing is or the connection has to be left alone. */
final class DestinationStep {
    private static final int IN_DOUBT_AT_ONCE = 5_000;

    private final Which which;
    private final DeliverStep.Stores stores;
    private final OpenAccount account;
    private final Rules rules;
    private final DeliverConfig config;
    private final Clock clock;
    private final Words words;
    private final QuotaStep quota;
    private final BrakesStep brakes;
    private final Pacer pacer;
    private long backlog;

    DestinationStep(
            DeliverStep.Stores stores,
            OpenAccount account,
            Which which,
            Rules rules,
            DeliverConfig config,
            Clock clock,
            BrakesStep brakes) {
        this.which = which;
        this.stores = stores;
        this.account = account;
        this.rules = rules;
        this.config = config;
        this.clock = clock;
        this.brakes = brakes;
        this.words = new Words(account.descriptor().name(), account.failures());
        this.pacer = new Pacer(account.descriptor().requests(), clock);
        this.quota = new QuotaStep(stores.quotas(), account.name(), account.descriptor(), config);
    }

    Delivered run(Run run) {
        resolveDoubts(run);
        var tally = new Delivered.Tally();
        var connection = new ConnectionStep(
                new ConnectionStep.Books(stores.connections(), stores.circuits()),
                account.name(),
                Endpoint.UPLOAD,
                run.node(),
                rules.breaker(),
                config,
                words,
                clock);
        brake(run, connection);
        backlog = stores.claims().backlog(account.name(), which, clock.instant());
        run.progress().expect(backlog);
        try {
            boolean more = true;
            while (more
                    && connection.open()
                    && run.progress().goesOn()
                    && !Thread.currentThread().isInterrupted()) {
                more = sendSome(run, connection, tally);
                connection.look();
                if (brake(run, connection)) {
                    long now = stores.claims().backlog(account.name(), which, clock.instant());
                    run.progress().expect(Math.max(0, now - backlog));
                    backlog = now;
                    more = true;
                }
            }
        } finally {
            connection.leave();
        }
        brakes.standing().or(connection::whyClosed).ifPresent(why -> {
            tally.waitsFor(why);
            run.progress().waiting(why);
        });
        return tally.result();
    }

    /** @return whether something was let go */
    private boolean brake(Run run, ConnectionStep connection) {
        return which.equals(Which.ALL) ? brakes.beforeNewOnes(run, connection) : brakes.look(run);
    }

    /** @return whether there may be more */
    private boolean sendSome(Run run, ConnectionStep connection, Delivered.Tally tally) {
        var now = clock.instant();
        quota.share(pacer, run.node());
        return switch (quota.uploads(backlog, now)) {
            case QuotaPlan.Share.Anything(var requests, var size) ->
                send(run, claim(run, connection, which, size, requests, now), size, requests, connection, tally);
            case QuotaPlan.Share.Pressing(var requests, var size) -> {
                var claimed = pressing(run, connection, size, requests, now);
                if (claimed.isEmpty() && backlog > 0) {
                    quota.keep(now);
                    connection.closeUntil(quota.plan().moreAt(now), quota.kept());
                }
                yield send(run, claimed, size, requests, connection, tally);
            }
            case QuotaPlan.Share.Nothing() -> {
                connection.closeUntil(quota.plan().moreAt(now), quota.usedUp());
                yield false;
            }
        };
    }

    /** What expires before the next day's requests comes before what was sent before. */
    private List<Claimed> pressing(Run run, ConnectionStep connection, int size, long requests, Instant now) {
        var soon = Which.expiringBefore(quota.plan().pressingUntil(now));
        var expiring = which.equals(Which.ALL) ? claim(run, connection, soon, size, requests, now) : List.<Claimed>of();
        return expiring.isEmpty() ? claim(run, connection, Which.SENT_BEFORE, size, requests, now) : expiring;
    }

    private List<Claimed> claim(Run run, ConnectionStep connection, Which some, int size, long requests, Instant now) {
        return stores.claims()
                .claim(
                        account.name(),
                        some,
                        connection.stoppedActions(),
                        run.node(),
                        config.lease(),
                        connection.atMost(claimable(size, requests)),
                        now);
    }

    /** No more than can leave, at the platform's pace, in half the time of the lease. */
    private int claimable(int size, long left) {
        long requests = account.descriptor().requests().perMinute()
                * config.lease().dividedBy(2).toSeconds()
                / 60;
        return (int) Math.clamp(Math.min(requests, left) * size, size, Math.max(size, config.claimSize()));
    }

    /** Until the platform has answered in this run, one request goes ahead of the others. */
    private boolean send(
            Run run, List<Claimed> claimed, int size, long requests, ConnectionStep connection, Delivered.Tally tally) {
        var batches = new ArrayDeque<>(Batches.of(
                claimed,
                one -> new Batches.Kind(one.action(), one.cohort()),
                size,
                account.descriptor().largestBatch()));
        // What must not be mixed may need more requests than there are.
        while (batches.size() > requests) {
            stores.claims().release(batches.removeLast(), run.node());
        }
        backlog = Math.max(0, backlog - batches.stream().mapToLong(List::size).sum());
        var batchStep = new BatchStep(
                stores.intents(), stores.answers(), account, rules, config, clock, words, connection, tally);
        while (!batches.isEmpty() && !connection.trusted() && connection.open()) {
            sendOne(run, batches.removeFirst(), connection, batchStep);
        }
        sendAll(run, batches, connection, batchStep, tally);
        return !claimed.isEmpty();
    }

    private void sendOne(Run run, List<Claimed> batch, ConnectionStep connection, BatchStep batchStep) {
        if (connection.open(batch.getFirst().action())) {
            pacer.await();
            batchStep.send(run, batch);
        } else {
            stores.claims().release(batch, run.node());
        }
    }

    private void sendAll(
            Run run,
            Collection<List<Claimed>> batches,
            ConnectionStep connection,
            BatchStep batchStep,
            Delivered.Tally tally) {
        var room = new Semaphore(account.descriptor().requests().atOnce());
        var running = new ArrayList<Future<?>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var batch : batches) {
                room.acquireUninterruptibly();
                brakes.watch(tally.refused());
                if (!connection.open(batch.getFirst().action())) {
                    room.release();
                    stores.claims().release(batch, run.node());
                    continue;
                }
                pacer.await();
                running.add(executor.submit(() -> {
                    try {
                        batchStep.send(run, batch);
                    } finally {
                        room.release();
                    }
                }));
            }
        }
        running.forEach(Together::result);
    }

    /** Conversions whose node is gone, or whose answer was never heard: by the platform's policy. */
    private void resolveDoubts(Run run) {
        while (stores.doubts().abandon(run, account.name()) > 0) {
            // A lease that ran out leaves a doubt, whoever held it.
        }
        var now = clock.instant();
        List<DoubtStore.Unknown> doubts;
        do {
            doubts = stores.doubts().unknown(account.name(), IN_DOUBT_AT_ONCE);
            stores.doubts()
                    .decide(
                            run,
                            doubts.stream().map(doubt -> resolved(doubt, now)).toList(),
                            ConversionState.UNKNOWN);
        } while (doubts.size() == IN_DOUBT_AT_ONCE);
    }

    private Move resolved(DoubtStore.Unknown doubt, Instant now) {
        var lost = new Failure(
                FailureClass.UNKNOWN_OUTCOME,
                "NODE_LOST",
                "The node that was sending it did not come back. It may have been sent.");
        return Doubts.resolve(
                account.unknownOutcome(),
                account.descriptor().name(),
                lost,
                Move.of(doubt.id(), doubt.epoch(), ConversionState.READY).inCohort(doubt.cohort()),
                now);
    }
}
