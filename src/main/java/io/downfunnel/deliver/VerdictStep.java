package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.QuotaStore;
import io.downfunnel.store.VerdictStore;
import io.downfunnel.store.VerdictStore.Member;
import io.downfunnel.store.VerdictStore.Poll;

/** Asks platforms that give verdicts what became of the batches they took in. */
@ApplicationScoped
public class VerdictStep {
    private static final Logger LOG = Logger.getLogger(VerdictStep.class);
    private static final int AT_ONCE = 500;

    private final VerdictStore store;
    private final ConnectionStep.Books books;
    private final QuotaStore quotas;
    private final DeliverStep.AccountsSource accounts;
    private final DeliverConfig config;
    private final Function<OpenAccount, BrakesStep> brakes;
    private final Clock clock;
    private final Rules rules;

    @Inject
    public VerdictStep(
            VerdictStore store,
            ConnectionStore connections,
            CircuitStore circuits,
            QuotaStore quotas,
            GateStore gates,
            BrakeStore brakes,
            Platforms platforms,
            DeliverConfig config,
            BrakesConfig brakesConfig,
            TimeZoneConfig zone,
            Clock clock) {
        this(
                store,
                new ConnectionStep.Books(connections, circuits),
                quotas,
                (DeliverStep.AccountsSource) platforms::accounts,
                config,
                clock,
                account -> new BrakesStep(
                        gates,
                        brakes,
                        account,
                        brakesConfig,
                        zone.timeZone(),
                        clock,
                        new Words(account.descriptor().name(), account.failures())));
    }

    VerdictStep(
            VerdictStore store,
            ConnectionStep.Books books,
            QuotaStore quotas,
            DeliverStep.AccountsSource accounts,
            DeliverConfig config,
            Clock clock,
            Function<OpenAccount, BrakesStep> brakes) {
        this.store = store;
        this.books = books;
        this.quotas = quotas;
        this.accounts = accounts;
        this.config = config;
        this.clock = clock;
        this.brakes = brakes;
        this.rules = Rules.of(config);
    }

    /** @return what was done, by destination; those whose platform gives no verdicts are left out */
    public Map<String, Delivered> run(Run run) {
        var watched = new Run(run.id(), run.node(), new SharedProgress(run.progress()));
        var work = new TreeMap<String, Callable<Delivered>>();
        accounts.accounts().forEach((name, account) -> {
            if (account.descriptor().can(Capability.VERDICTS)) {
                work.put(name, () -> ask(watched, account));
            }
        });
        var done = Together.run(work);
        LOG.infof("verdicts %s", done);
        return done;
    }

    private Delivered ask(Run run, OpenAccount account) {
        var tally = new Delivered.Tally();
        var words = new Words(account.descriptor().name(), account.failures());
        var connection = new ConnectionStep(
                books, account.name(), Endpoint.VERDICT, run.node(), rules.breaker(), config, words, clock);
        var quota = new QuotaStep(quotas, account.name(), account.descriptor(), config);
        // Whatever is left is due still: what is ready to be sent does not wait behind it.
        var until = clock.instant().plus(config.pollsAtMost());
        var pacer = new Pacer(account.descriptor().requests(), clock);
        try {
            List<Poll> polls;
            do {
                quota.share(pacer, run.node());
                polls = claim(account, connection, quota);
                run.progress().expect(polls.size());
                askAll(run, account, polls, connection, pacer, tally);
                connection.look();
            } while (!polls.isEmpty()
                    && clock.instant().isBefore(until)
                    && run.progress().goesOn()
                    && !Thread.currentThread().isInterrupted());
        } finally {
            connection.leave();
        }
        brakes.apply(account).look(run);
        connection.whyClosed().ifPresent(tally::waitsFor);
        return tally.result();
    }

    private List<Poll> claim(OpenAccount account, ConnectionStep connection, QuotaStep quota) {
        if (!connection.open()) {
            return List.of();
        }
        var now = clock.instant();
        long left = quota.verdicts(now);
        if (left == 0) {
            connection.closeUntil(quota.plan().moreAt(now), quota.usedUp());
            return List.of();
        }
        int most = connection.trying() ? 1 : (int) Math.min(AT_ONCE, left);
        var polls = store.claimPolls(account.name(), most, config.lease(), now);
        if (!polls.isEmpty()) {
            quota.asking(polls.size(), now);
        }
        return polls;
    }

    private void askAll(
            Run run,
            OpenAccount account,
            List<Poll> polls,
            ConnectionStep connection,
            Pacer pacer,
            Delivered.Tally tally) {
        var room = new Semaphore(account.descriptor().requests().atOnce());
        var running = new ArrayList<Future<?>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var poll : polls) {
                room.acquireUninterruptibly();
                if (!connection.open()) {
                    room.release();
                    store.pollAgain(poll, clock.instant());
                    continue;
                }
                pacer.await();
                running.add(executor.submit(() -> {
                    try {
                        askOne(run, account, poll, connection, tally);
                    } finally {
                        room.release();
                    }
                    run.progress().advance(1);
                }));
            }
        }
        running.forEach(Together::result);
    }

    private void askOne(Run run, OpenAccount account, Poll poll, ConnectionStep connection, Delivered.Tally tally) {
        try {
            var verdict = account.account().verdict(poll.requestId());
            connection.answered();
            follow(run, account, poll, verdict, tally);
        } catch (PlatformException e) {
            connection.broke(e, "");
            var next = rules.polls().after(poll.polls(), clock.instant());
            store.pollAgain(poll, e.notBefore().orElse(next));
        }
    }

    private void follow(Run run, OpenAccount account, Poll poll, Verdict verdict, Delivered.Tally tally) {
        var now = clock.instant();
        var asked = new VerdictPolicy.Asked(poll.size(), poll.polls(), poll.answeredAt());
        var moves = new Moves(new Words(account.descriptor().name(), account.failures()), true);
        switch (rules.verdicts().after(verdict, asked, now)) {
            case VerdictPolicy.Step.LookAgain(var at) -> store.pollAgain(poll, at);
            case VerdictPolicy.Step.AllCount() ->
                conclude(
                        run,
                        poll,
                        "counted",
                        tally,
                        member -> moves.of(
                                new Decision.Verify(account.descriptor().name() + " counts it."),
                                traveller(poll, member),
                                Optional.empty()));
            case VerdictPolicy.Step.NoneCounts(var failure) ->
                conclude(
                        run,
                        poll,
                        "refused",
                        tally,
                        member -> moves.of(
                                refused(failure, poll, member, now), traveller(poll, member), Optional.empty()));
            case VerdictPolicy.Step.Halve(var failure) -> halve(run, account, poll, failure, tally);
            case VerdictPolicy.Step.AskOneByOne(var failure) ->
                conclude(run, poll, "mixed", tally, member -> alone(account, member, failure));
            case VerdictPolicy.Step.Tell(var failure) ->
                conclude(
                        run,
                        poll,
                        verdict instanceof Verdict.Forgotten ? "forgotten" : "given up",
                        tally,
                        member -> moves.of(new Decision.Hold(failure), traveller(poll, member), Optional.empty()));
        }
    }

    private void conclude(Run run, Poll poll, String verdict, Delivered.Tally tally, Function<Member, Move> move) {
        conclude(
                run,
                poll,
                verdict,
                store.members(poll.batch()).stream().map(move).toList(),
                tally);
    }

    private void conclude(Run run, Poll poll, String verdict, List<Move> moves, Delivered.Tally tally) {
        if (store.conclude(run, poll, verdict, moves) > 0) {
            moves.forEach(one -> tally.add(one.to(), 1));
        }
    }

    private void halve(Run run, OpenAccount account, Poll poll, Failure failure, Delivered.Tally tally) {
        var members = store.members(poll.batch());
        var moves = new ArrayList<Move>();
        for (int i = 0; i < members.size(); i++) {
            moves.add(again(
                    account,
                    members.get(i),
                    failure,
                    "they are sent again in two halves",
                    Batches.half(poll.batch(), i, members.size())));
        }
        conclude(run, poll, "mixed", moves, tally);
    }

    /** A duplicate of what we sent earlier is counted; and of what was taken in there is no doubt left to have. */
    private Decision refused(Failure failure, Poll poll, Member member, Instant now) {
        var sent = new RetryPolicy.Sent(
                poll.size(), member.attempt(), member.unclassified(), member.expiresAt(), member.sentBefore());
        return switch (rules.retry().refused(failure, sent, now)) {
            case Decision.AcceptAsDuplicate(var duplicate) -> new Decision.Verify(duplicate.message());
            case Decision.Doubt(var doubt) -> new Decision.Hold(doubt);
            case Decision other -> other;
        };
    }

    private static Move alone(OpenAccount account, Member member, Failure failure) {
        return again(account, member, failure, "each is sent again alone", Batches.alone(member.id()));
    }

    /** The same bytes: what the platform has already it counts once, and what it refused it refuses again. */
    private static Move again(OpenAccount account, Member member, Failure failure, String how, long cohort) {
        return Move.of(member.id(), member.epoch(), ConversionState.READY)
                .because(
                        failure.code(),
                        account.descriptor().name() + " counts some of the events it was sent with and does not say"
                                + " which, so " + how + ". What it has already it counts once.")
                .inCohort(cohort)
                .counting(-1);
    }

    private static Moves.Traveller traveller(Poll poll, Member member) {
        return new Moves.Traveller(member.id(), member.epoch(), poll.batch(), 0, poll.size(), Optional.empty());
    }
}
