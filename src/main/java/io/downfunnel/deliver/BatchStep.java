package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.store.AnswerStore;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.AnswerStore.Heard.Answer;
import io.downfunnel.store.AnswerStore.ItemOutcome;
import io.downfunnel.store.ClaimStore.Claimed;
import io.downfunnel.store.IntentStore;
import io.downfunnel.store.IntentStore.Intent;
import io.downfunnel.store.IntentStore.Upload;

/** Sends one batch: writes the intent down, calls, settles. Never a transaction across the wire. */
record BatchStep(
        IntentStore intents,
        AnswerStore answers,
        OpenAccount account,
        Rules rules,
        DeliverConfig config,
        Clock clock,
        Words words,
        ConnectionStep connection,
        Delivered.Tally tally) {
    private static final Logger LOG = Logger.getLogger(BatchStep.class);

    /** An adapter owes an outcome for every event; one that forgets it leaves us in doubt. */
    private static final Outcome UNHEARD = new Outcome.Unheard(
            new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Nothing was said of this one."));

    void send(Run run, List<Claimed> claimed) {
        var needed = config.callDeadline().plus(config.leaseMargin());
        intents.intend(run, account.name(), claimed, needed, config.lease(), clock.instant())
                .ifPresent(intent -> {
                    sendIntended(run, intent);
                    run.progress().advance(intent.uploads().size());
                });
    }

    private void sendIntended(Run run, Intent intent) {
        var action = intent.uploads().getFirst().claimed().action();
        try {
            var receipt = call(intent.uploads().stream().map(Upload::event).toList());
            connection.answered(action);
            settle(run, intent, receipt);
        } catch (PlatformException e) {
            connection.broke(e, action);
            settle(run, intent, e);
        }
    }

    /** The adapter has its own timeouts; the deadline here holds for all that it does together. */
    private Receipt call(List<ConversionEvent> events) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = executor.submit(() -> account.account().upload(events));
            try {
                return answer.get(config.callDeadline().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                answer.cancel(true);
                throw noAnswer("No answer within " + config.callDeadline().toSeconds() + " s.", e);
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw noAnswer("We were told to stop before the answer came.", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof PlatformException known ? known : bug(e.getCause());
            }
        }
    }

    /** Something in the adapter is wrong, and nobody knows how far it had come. Other batches go on. */
    private PlatformException bug(Throwable cause) {
        LOG.errorf(cause, "The adapter of %s failed", words.platform());
        return noAnswer("The adapter failed (" + cause.getClass().getSimpleName() + "); the log says more.", cause);
    }

    private static PlatformException noAnswer(String what, Throwable cause) {
        return new PlatformException(
                new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", what), Optional.empty(), cause);
    }

    private void settle(Run run, Intent intent, Receipt receipt) {
        var now = clock.instant();
        var pollAt = receipt.requestId()
                .filter(known -> account.descriptor().can(Capability.VERDICTS))
                .map(known -> now.plus(config.firstPoll()));
        var decisions = new ArrayList<Decision>();
        var items = new ArrayList<ItemOutcome>();
        for (var upload : intent.uploads()) {
            var outcome = Optional.ofNullable(
                            receipt.outcomes().get(upload.event().key()))
                    .orElse(UNHEARD);
            decisions.add(rules.retry().after(outcome, sent(intent, upload), now));
            items.add(item(upload, outcome));
        }
        boolean refused = pollAt.isEmpty()
                && items.stream().noneMatch(item -> item.outcome().equals("accepted"));
        var heard = new Heard(
                refused ? Answer.REFUSED : Answer.TAKEN_IN,
                items.stream().flatMap(item -> item.code().stream()).findFirst(),
                receipt.warnings().isEmpty() ? Optional.empty() : Optional.of(String.join("; ", receipt.warnings())),
                receipt.requestId(),
                pollAt);
        settle(run, intent, heard, items, decisions, pollAt, now);
    }

    private void settle(Run run, Intent intent, PlatformException e) {
        var now = clock.instant();
        var decisions = intent.uploads().stream()
                .map(upload -> rules.retry().afterBreak(e.failure(), e.notBefore(), sent(intent, upload), now))
                .toList();
        var heard = new Heard(
                Answer.BROKEN,
                Optional.of(e.failure().code()),
                Optional.of(e.failure().message()),
                Optional.empty(),
                Optional.empty());
        settle(run, intent, heard, List.of(), decisions, Optional.empty(), now);
    }

    private void settle(
            Run run,
            Intent intent,
            Heard heard,
            List<ItemOutcome> items,
            List<? extends Decision> decisions,
            Optional<Instant> pollAt,
            Instant now) {
        var moves = new Moves(words, account.descriptor().can(Capability.VERDICTS));
        var first = new ArrayList<Move>();
        var then = new ArrayList<Move>();
        for (int i = 0; i < decisions.size(); i++) {
            var upload = intent.uploads().get(i);
            var move = moves.of(decisions.get(i), traveller(intent, upload, i), pollAt);
            first.add(move);
            if (decisions.get(i) instanceof Decision.Doubt(var failure)) {
                then.add(resolved(upload, failure, now));
            }
        }
        var moved = answers.settle(run, intent.batch(), heard, items, first, then);
        count(first, then, moved);
    }

    private Move resolved(Upload upload, Failure failure, Instant now) {
        var claimed = upload.claimed();
        return Doubts.resolve(
                account.unknownOutcome(),
                account.descriptor().name(),
                failure,
                Move.of(claimed.id(), claimed.epoch(), ConversionState.READY).inCohort(claimed.cohort()),
                rules.retry().resend(claimed.attempt() + 1, claimed.expiresAt(), now));
    }

    private void count(List<Move> first, List<Move> then, Set<Long> moved) {
        Stream.concat(first.stream(), then.stream())
                .filter(move -> moved.contains(move.conversion()))
                // Ready at once goes on its way in the same run; in doubt is decided by the move that follows.
                .filter(move ->
                        move.to() != ConversionState.READY || move.dueAt().isPresent())
                .filter(move -> move.to() != ConversionState.UNKNOWN)
                .forEach(move -> tally.add(move.to(), 1));
    }

    private static RetryPolicy.Sent sent(Intent intent, Upload upload) {
        var claimed = upload.claimed();
        return new RetryPolicy.Sent(
                intent.uploads().size(),
                claimed.attempt() + 1,
                claimed.unclassified(),
                claimed.expiresAt(),
                claimed.sentBefore());
    }

    private static Moves.Traveller traveller(Intent intent, Upload upload, int position) {
        var claimed = upload.claimed();
        return new Moves.Traveller(
                claimed.id(),
                claimed.epoch(),
                intent.batch(),
                position,
                intent.uploads().size(),
                claimed.cohort());
    }

    private static ItemOutcome item(Upload upload, Outcome outcome) {
        long id = upload.claimed().id();
        return switch (outcome) {
            case Outcome.Accepted() -> new ItemOutcome(id, "accepted", Optional.empty(), Optional.empty());
            case Outcome.Spared() -> new ItemOutcome(id, "spared", Optional.empty(), Optional.empty());
            case Outcome.Duplicate(var failure) -> item(id, "duplicate", failure);
            case Outcome.Rejected(var failure) -> item(id, "rejected", failure);
            case Outcome.Deferred(var failure, var notBefore) -> item(id, "deferred", failure);
            case Outcome.Suspect(var failure) -> item(id, "suspect", failure);
            case Outcome.Unheard(var failure) -> item(id, "unheard", failure);
        };
    }

    private static ItemOutcome item(long id, String outcome, Failure failure) {
        return new ItemOutcome(id, outcome, Optional.of(failure.code()), Optional.of(failure.message()));
    }
}
