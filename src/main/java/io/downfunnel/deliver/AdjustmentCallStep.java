package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.AdjustmentStore.Claimed;
import io.downfunnel.store.AdjustmentStore.Intent;
import io.downfunnel.store.AdjustmentStore.Poll;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.AnswerStore.Heard.Answer;

/** One request about one adjustment: intent, call, settle; and later the verdict. Never a transaction across the wire. */
record AdjustmentCallStep(
        AdjustmentStore store,
        OpenAccount account,
        Rules rules,
        DeliverConfig config,
        Clock clock,
        Words words,
        ConnectionStep connection,
        Delivered.Tally tally) {
    /** Google Ads may know a conversion a day or two late (google.md §3.5). */
    private static final int WAITS = 4;

    private static final Outcome UNHEARD = new Outcome.Unheard(
            new Failure(FailureClass.UNKNOWN_OUTCOME, "NO_ANSWER", "Nothing was said of this one."));

    /** @return whether a request left */
    boolean send(Run run, Claimed claimed) {
        var needed = config.callDeadline().plus(config.leaseMargin());
        var intent = store.intend(run, claimed, needed, config.lease(), clock.instant());
        intent.ifPresent(written -> {
            sendIntended(run, written);
            run.progress().advance(1);
        });
        return intent.isPresent();
    }

    private void sendIntended(Run run, Intent intent) {
        var action = intent.claimed().action();
        try {
            var receipt = new CallStep(config.callDeadline(), words.platform())
                    .call(() -> account.account().adjust(List.of(intent.adjustment())));
            connection.answered(action);
            settle(run, intent, receipt);
        } catch (PlatformException e) {
            connection.broke(e, action);
            var decision =
                    rules.retry().afterBreak(e.failure(), e.notBefore(), sent(intent.claimed(), 1), clock.instant());
            var heard = new Heard(
                    Answer.BROKEN,
                    Optional.of(e.failure().code()),
                    Optional.of(e.failure().message()),
                    Optional.empty(),
                    Optional.empty());
            settle(run, intent, heard, decision, Optional.empty());
        }
    }

    private void settle(Run run, Intent intent, Receipt receipt) {
        var now = clock.instant();
        var outcome = Optional.ofNullable(
                        receipt.outcomes().get(intent.adjustment().key()))
                .orElse(UNHEARD);
        var pollAt = receipt.requestId()
                .filter(known -> account.descriptor().can(Capability.VERDICTS))
                .map(known -> now.plus(config.firstPoll()));
        var failure = failure(outcome);
        var heard = new Heard(
                outcome instanceof Outcome.Accepted ? Answer.TAKEN_IN : Answer.REFUSED,
                failure.map(Failure::code),
                failure.map(Failure::message),
                receipt.requestId(),
                pollAt);
        var decision = patient(rules.retry().after(outcome, sent(intent.claimed(), 1), now), intent.claimed());
        settle(run, intent, heard, decision, pollAt);
    }

    /**
     * Where a platform that gives its word on what it counts says nothing of this later, the answer is that word. One that
     * never says what it counts has said no more than that it took it in.
     */
    private Optional<Move> lastWord(Claimed claimed, Decision decision) {
        if (!account.descriptor().can(Capability.VERDICTS)) {
            return Optional.empty();
        }
        var why = switch (decision) {
            case Decision.Accept() -> Optional.of(words.platform() + " took it in. " + counts(claimed));
            case Decision.AcceptAsDuplicate(var failure) -> Optional.of(words.of(failure));
            case Decision.Verify(var counted) -> Optional.of(counted);
            case Decision.NeedsYou needsYou -> Optional.<String>empty();
            case Decision.Exclude exclude -> Optional.<String>empty();
            case Decision.Hold hold -> Optional.<String>empty();
            case Decision.Doubt doubt -> Optional.<String>empty();
            case Decision.Again again -> Optional.<String>empty();
            case Decision.Wait wait -> Optional.<String>empty();
            case Decision.AgainAtOnce atOnce -> Optional.<String>empty();
            case Decision.Split split -> Optional.<String>empty();
        };
        return why.map(text ->
                Move.of(claimed.id(), claimed.epoch(), ConversionState.VERIFIED).because("COUNTED", text));
    }

    /** What a platform says is too early, and says again and again, may never come right: a person looks. */
    private static Decision patient(Decision decision, Claimed claimed) {
        return decision instanceof Decision.Wait(var until, var failure) && claimed.waits() + 1 >= WAITS
                ? new Decision.Hold(failure)
                : decision;
    }

    private static Optional<Failure> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted() -> Optional.empty();
            case Outcome.Spared() -> Optional.empty();
            case Outcome.Duplicate(var failure) -> Optional.of(failure);
            case Outcome.Rejected(var failure) -> Optional.of(failure);
            case Outcome.Deferred(var failure, var notBefore) -> Optional.of(failure);
            case Outcome.Suspect(var failure) -> Optional.of(failure);
            case Outcome.Unheard(var failure) -> Optional.of(failure);
        };
    }

    private void settle(Run run, Intent intent, Heard heard, Decision decision, Optional<Instant> pollAt) {
        var claimed = intent.claimed();
        var move = moves().of(decision, traveller(claimed, intent.batch()), pollAt);
        var then = decision instanceof Decision.Doubt(var failure)
                ? Optional.of(resolved(claimed, failure))
                : pollAt.isEmpty() ? lastWord(claimed, decision) : Optional.<Move>empty();
        if (store.settle(run, intent.batch(), heard, move, then)) {
            tally.add(then.orElse(move).to(), 1);
        }
    }

    private Move resolved(Claimed claimed, Failure failure) {
        return Doubts.resolve(
                account.unknownOutcome(),
                words.platform(),
                failure,
                Move.of(claimed.id(), claimed.epoch(), ConversionState.READY),
                rules.retry().resend(claimed.attempt() + 1, claimed.expiresAt(), clock.instant()));
    }

    /**
     * A verdict is one about a conversion: that the platform has it is no news, and no word on the new value, so a person
     * looks. Each adjustment travels alone, so there is nothing to split.
     */
    private static Decision asAdjustment(Decision decision) {
        return decision instanceof Decision.AcceptAsDuplicate(var failure) ? new Decision.Hold(failure) : decision;
    }

    void ask(Run run, Poll poll) {
        try {
            var verdict = account.account().verdict(poll.requestId());
            connection.answered();
            follow(run, poll, verdict);
        } catch (PlatformException e) {
            connection.broke(e, "");
            var next = rules.polls().after(poll.polls(), clock.instant());
            store.pollAgain(poll, e.notBefore().orElse(next));
        }
    }

    private void follow(Run run, Poll poll, Verdict verdict) {
        var now = clock.instant();
        var asked = new VerdictPolicy.Asked(1, poll.polls(), poll.answeredAt());
        switch (rules.verdicts().after(verdict, asked, now)) {
            case VerdictPolicy.Step.LookAgain(var at) -> store.pollAgain(poll, at);
            case VerdictPolicy.Step.AllCount() ->
                conclude(run, poll, "counted", new Decision.Verify(counts(poll.claimed())));
            case VerdictPolicy.Step.NoneCounts(var failure) ->
                conclude(run, poll, "refused", refused(poll, failure, now));
            // One alone cannot be divided.
            case VerdictPolicy.Step.Halve(var failure) -> conclude(run, poll, "mixed", new Decision.Hold(failure));
            case VerdictPolicy.Step.AskOneByOne(var failure) ->
                conclude(run, poll, "mixed", new Decision.Hold(failure));
            case VerdictPolicy.Step.Tell(var failure) ->
                conclude(
                        run,
                        poll,
                        verdict instanceof Verdict.Forgotten ? "forgotten" : "given up",
                        new Decision.Hold(failure));
        }
    }

    private String counts(Claimed claimed) {
        return claimed.after()
                .map(value -> words.platform() + " counts it with " + value + " now.")
                .orElse(words.platform() + " counts it no more.");
    }

    /** Of what was taken in there is no doubt left to have. */
    private Decision refused(Poll poll, Failure failure, Instant now) {
        var decision = rules.retry().refused(failure, sent(poll.claimed(), 0), now);
        return decision instanceof Decision.Doubt(var doubt) ? new Decision.Hold(doubt) : asAdjustment(decision);
    }

    private void conclude(Run run, Poll poll, String verdict, Decision decision) {
        var move = moves().of(decision, traveller(poll.claimed(), poll.batch()), Optional.empty());
        if (store.conclude(run, poll, verdict, move)) {
            tally.add(move.to(), 1);
        }
    }

    private Moves moves() {
        return new Moves(words, account.descriptor().can(Capability.VERDICTS));
    }

    private static RetryPolicy.Sent sent(Claimed claimed, int thisTry) {
        return new RetryPolicy.Sent(1, claimed.attempt() + thisTry, claimed.unclassified(), claimed.expiresAt(), true);
    }

    private static Moves.Traveller traveller(Claimed claimed, long batch) {
        return new Moves.Traveller(claimed.id(), claimed.epoch(), batch, 0, 1, Optional.empty());
    }
}
