package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
    private final Pacer pacer;

    DestinationStep(
            DeliverStep.Stores stores,
            OpenAccount account,
            Which which,
            Rules rules,
            DeliverConfig config,
            Clock clock) {
        this.which = which;
        this.stores = stores;
        this.account = account;
        this.rules = rules;
        this.config = config;
        this.clock = clock;
        this.words = new Words(account.descriptor().name(), account.failures());
        this.pacer = new Pacer(account.descriptor().requests(), clock);
    }

    Delivered run(Run run) {
        resolveDoubts(run);
        var tally = new Delivered.Tally();
        var connection = new ConnectionStep(stores.connections(), account, rules.brake(), words, clock);
        run.progress().expect(stores.claims().backlog(account.name(), clock.instant()));
        boolean more = true;
        while (more && connection.open() && !Thread.currentThread().isInterrupted()) {
            more = sendSome(run, connection, tally);
        }
        connection.whyClosed().ifPresent(why -> {
            tally.waitsFor(why);
            run.progress().waiting(why);
        });
        return tally.result();
    }

    /** @return whether there may be more */
    private boolean sendSome(Run run, ConnectionStep connection, Delivered.Tally tally) {
        var now = clock.instant();
        long left =
                account.descriptor().requests().perDay() - stores.claims().requestsSince(account.name(), midnight(now));
        if (left <= 0) {
            connection.closeUntil(
                    midnight(now).plus(1, ChronoUnit.DAYS),
                    account.descriptor().name() + " takes "
                            + account.descriptor().requests().perDay() + " requests a day, and they are used up.");
            return false;
        }
        int size = Batches.size(
                stores.claims().backlog(account.name(), now), account.descriptor(), left, config.backlogWithin());
        var claimed = stores.claims()
                .claim(
                        account.name(),
                        which,
                        connection.stoppedActions(),
                        run.node(),
                        config.lease(),
                        connection.trusted() ? claimable(size, left) : size,
                        now);
        var batches = Batches.of(claimed, one -> new Batches.Kind(one.action(), one.cohort()), size);
        send(run, batches, connection, tally);
        return !claimed.isEmpty();
    }

    /** No more than can leave, at the platform's pace, in half the time of the lease. */
    private int claimable(int size, long left) {
        long requests = account.descriptor().requests().perMinute()
                * config.lease().dividedBy(2).toSeconds()
                / 60;
        return (int) Math.clamp(Math.min(requests, left) * size, size, Math.max(size, config.claimSize()));
    }

    private void send(Run run, List<List<Claimed>> batches, ConnectionStep connection, Delivered.Tally tally) {
        var batchStep = new BatchStep(
                stores.intents(), stores.answers(), account, rules, config, clock, words, connection, tally);
        int atOnce = connection.trusted() ? account.descriptor().requests().atOnce() : 1;
        var room = new Semaphore(atOnce);
        var running = new ArrayList<Future<?>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var batch : batches) {
                room.acquireUninterruptibly();
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

    private static Instant midnight(Instant now) {
        return now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
    }
}
