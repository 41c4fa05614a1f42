package io.downfunnel.deliver;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.store.AdjustmentStore.Claimed;
import io.downfunnel.store.AdjustmentStore.Poll;

/** Sends what is ready for one destination, one adjustment a request, and asks for the verdicts that are due. */
final class AdjustmentsStep {
    private static final int AT_A_TIME = 200;

    private final SendAdjustmentsStep.Stores stores;
    private final OpenAccount account;
    private final DeliverConfig config;
    private final Clock clock;
    private final ConnectionStep connection;
    private final AdjustmentCallStep call;
    private final Pacer pacer;
    private final Delivered.Tally tally = new Delivered.Tally();

    AdjustmentsStep(
            SendAdjustmentsStep.Stores stores, OpenAccount account, Rules rules, DeliverConfig config, Clock clock) {
        var words = new Words(account.descriptor().name(), account.failures());
        this.stores = stores;
        this.account = account;
        this.config = config;
        this.clock = clock;
        this.connection = new ConnectionStep(stores.connections(), account, rules.brake(), words, clock);
        this.call =
                new AdjustmentCallStep(stores.adjustments(), account, rules, config, clock, words, connection, tally);
        this.pacer = new Pacer(account.descriptor().requests(), clock);
    }

    Delivered run(Run run) {
        resolveDoubts(run);
        run.progress().expect(stores.adjustments().backlog(account.name(), clock.instant()));
        while (mayGoOn() && sendSome(run)) {
            // A few at a time, so that what a node claims is sent within its lease.
        }
        if (account.descriptor().can(Capability.VERDICTS)) {
            while (mayGoOn() && askSome(run)) {
                // Likewise.
            }
        }
        connection.whyClosed().ifPresent(why -> {
            tally.waitsFor(why);
            run.progress().waiting(why);
        });
        return tally.result();
    }

    private boolean mayGoOn() {
        return connection.open() && !Thread.currentThread().isInterrupted();
    }

    /** @return whether there may be more */
    private boolean sendSome(Run run) {
        var now = clock.instant();
        var midnight = now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
        long left = account.descriptor().requests().perDay() - stores.claims().requestsSince(account.name(), midnight);
        if (left <= 0) {
            connection.closeUntil(
                    midnight.plus(1, ChronoUnit.DAYS),
                    account.descriptor().name() + " takes "
                            + account.descriptor().requests().perDay() + " requests a day, and they are used up.");
            return false;
        }
        var claimed = stores.adjustments()
                .claim(
                        account.name(),
                        kinds(),
                        connection.stoppedActions(),
                        run.node(),
                        config.lease(),
                        connection.trusted() ? (int) Math.min(AT_A_TIME, left) : 1,
                        now);
        var sent = new AtomicInteger();
        together(claimed, one -> {
            if (!connection.open(one.action())) {
                stores.adjustments().release(one, run.node());
            } else if (call.send(run, one)) {
                sent.incrementAndGet();
            }
        });
        return sent.get() > 0;
    }

    private Set<Adjustment.Kind> kinds() {
        var kinds = EnumSet.noneOf(Adjustment.Kind.class);
        if (account.descriptor().can(Capability.RESTATES)) {
            kinds.add(Adjustment.Kind.RESTATEMENT);
        }
        if (account.descriptor().can(Capability.RETRACTS)) {
            kinds.add(Adjustment.Kind.RETRACTION);
        }
        return kinds;
    }

    /** @return whether there may be more */
    private boolean askSome(Run run) {
        List<Poll> polls = stores.adjustments().claimPolls(account.name(), AT_A_TIME, config.lease(), clock.instant());
        together(polls, poll -> {
            if (connection.open()) {
                call.ask(run, poll);
            } else {
                stores.adjustments().pollAgain(poll, clock.instant());
            }
        });
        return !polls.isEmpty();
    }

    private <T> void together(List<T> items, Consumer<T> work) {
        var room = new Semaphore(
                connection.trusted() ? account.descriptor().requests().atOnce() : 1);
        var running = new ArrayList<Future<?>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var item : items) {
                room.acquireUninterruptibly();
                pacer.await();
                running.add(executor.submit(() -> {
                    try {
                        work.accept(item);
                    } finally {
                        room.release();
                    }
                }));
            }
        }
        running.forEach(Together::result);
    }

    /** Adjustments whose node is gone: by the platform's policy. */
    private void resolveDoubts(Run run) {
        while (stores.adjustments().abandon(run, account.name()) > 0) {
            // A lease that ran out leaves a doubt, whoever held it.
        }
        List<Claimed> doubts;
        int decided;
        do {
            doubts = stores.adjustments().unknown(account.name());
            decided = stores.adjustments()
                    .decide(run, doubts.stream().map(this::resolved).toList(), ConversionState.UNKNOWN);
        } while (decided > 0);
    }

    private Move resolved(Claimed doubt) {
        var lost = new Failure(
                FailureClass.UNKNOWN_OUTCOME,
                "NODE_LOST",
                "The node that was sending it did not come back. It may have been sent.");
        return Doubts.resolve(
                account.unknownOutcome(),
                account.descriptor().name(),
                lost,
                Move.of(doubt.id(), doubt.epoch(), ConversionState.READY),
                clock.instant());
    }
}
