package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
import io.downfunnel.store.CircuitStore.Endpoint;

/** Sends what is ready for one destination, one adjustment a request, and asks for the verdicts that are due. */
final class AdjustmentsStep {
    private static final int AT_A_TIME = 200;

    private final SendAdjustmentsStep.Stores stores;
    private final OpenAccount account;
    private final Rules rules;
    private final DeliverConfig config;
    private final Clock clock;
    private final Words words;
    private final QuotaStep quota;
    private final Pacer pacer;
    private final Delivered.Tally tally = new Delivered.Tally();

    AdjustmentsStep(
            SendAdjustmentsStep.Stores stores, OpenAccount account, Rules rules, DeliverConfig config, Clock clock) {
        this.stores = stores;
        this.account = account;
        this.rules = rules;
        this.config = config;
        this.clock = clock;
        this.words = new Words(account.descriptor().name(), account.failures());
        this.quota = new QuotaStep(stores.quotas(), account.name(), account.descriptor(), config);
        this.pacer = new Pacer(account.descriptor().requests(), clock);
    }

    Delivered run(Run run) {
        resolveDoubts(run);
        run.progress().expect(stores.adjustments().backlog(account.name(), clock.instant()));
        ways().forEach((way, kinds) -> through(
                way,
                Endpoint.UPLOAD,
                run,
                connection -> way.equals(account.name())
                        ? sendSome(run, connection, kinds)
                        : send(run, connection, kinds, AT_A_TIME, clock.instant())));
        if (account.descriptor().can(Capability.VERDICTS)) {
            through(account.name(), Endpoint.VERDICT, run, connection -> askSome(run, connection));
        }
        return tally.result();
    }

    /** What goes another way is held up by nothing but that way, and has no part in the quota of uploads. */
    private Map<String, Set<Adjustment.Kind>> ways() {
        return Stream.of(Adjustment.Kind.values())
                .filter(account::takes)
                .collect(Collectors.groupingBy(account::way, TreeMap::new, Collectors.toCollection(TreeSet::new)));
    }

    /** A few at a time, so that what a node claims is done within its lease. */
    private void through(String way, Endpoint endpoint, Run run, Predicate<ConnectionStep> more) {
        var connection =
                new ConnectionStep(stores.books(), way, endpoint, run.node(), rules.breaker(), config, words, clock);
        try {
            while (connection.open()
                    && run.progress().goesOn()
                    && !Thread.currentThread().isInterrupted()
                    && more.test(connection)) {
                connection.look();
            }
        } finally {
            connection.leave();
        }
        connection.whyClosed().ifPresent(why -> {
            tally.waitsFor(why);
            run.progress().waiting(why);
        });
    }

    /** @return whether there may be more */
    private boolean sendSome(Run run, ConnectionStep connection, Set<Adjustment.Kind> kinds) {
        var now = clock.instant();
        quota.share(pacer, run.node());
        long backlog = stores.adjustments().backlog(account.name(), now);
        long used = stores.quotas().uploadsSince(account.name(), quota.plan().dayBegan(now));
        return switch (quota.plan().share(backlog, used, now)) {
            case QuotaPlan.Share.Anything(var requests, var size) -> send(run, connection, kinds, requests, now);
            case QuotaPlan.Share.Pressing(var requests, var size) -> {
                connection.closeUntil(quota.plan().moreAt(now), quota.kept());
                yield false;
            }
            case QuotaPlan.Share.Nothing() -> {
                connection.closeUntil(quota.plan().moreAt(now), quota.usedUp());
                yield false;
            }
        };
    }

    private boolean send(Run run, ConnectionStep connection, Set<Adjustment.Kind> kinds, long requests, Instant now) {
        var claimed = stores.adjustments()
                .claim(
                        account.name(),
                        kinds,
                        connection.stoppedActions(),
                        run.node(),
                        config.lease(),
                        atMost(connection, requests),
                        now);
        var sent = new AtomicInteger();
        together(connection, claimed, one -> {
            if (!connection.open(one.action())) {
                stores.adjustments().release(one, run.node());
            } else if (call(connection).send(run, one)) {
                sent.incrementAndGet();
            }
        });
        return sent.get() > 0;
    }

    private AdjustmentCallStep call(ConnectionStep connection) {
        return new AdjustmentCallStep(stores.adjustments(), account, rules, config, clock, words, connection, tally);
    }

    /** Until the platform has answered in this run, one request goes ahead of the others. */
    private static int atMost(ConnectionStep connection, long requests) {
        return connection.trusted() ? (int) Math.min(AT_A_TIME, requests) : 1;
    }

    /** @return whether there may be more */
    private boolean askSome(Run run, ConnectionStep connection) {
        var now = clock.instant();
        long left = quota.verdicts(now);
        if (left == 0) {
            connection.closeUntil(quota.plan().moreAt(now), quota.usedUp());
            return false;
        }
        List<Poll> polls =
                stores.adjustments().claimPolls(account.name(), atMost(connection, left), config.lease(), now);
        if (!polls.isEmpty()) {
            quota.asking(polls.size(), now);
        }
        together(connection, polls, poll -> {
            if (connection.open()) {
                call(connection).ask(run, poll);
            } else {
                stores.adjustments().pollAgain(poll, clock.instant());
            }
        });
        return !polls.isEmpty();
    }

    private <T> void together(ConnectionStep connection, List<T> items, Consumer<T> work) {
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
