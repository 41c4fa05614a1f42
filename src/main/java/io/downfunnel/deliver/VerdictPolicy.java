package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.Verdict.Tally;

/**
 * What follows from a verdict.
 *
 * @param backoff between looks
 * @param giveUp how long after the answer we stop looking
 */
record VerdictPolicy(Backoff backoff, Duration giveUp) {

    /** What is to be done with a batch. */
    sealed interface Step {
        /** Look again then. */
        record LookAgain(Instant at) implements Step {}

        /** Every one counts. */
        record AllCount() implements Step {}

        /** None counts, and all for this reason. */
        record NoneCounts(Failure failure) implements Step {}

        /** The platform does not say which count: each is sent again alone, and what it has already it will not count. */
        record AskOneByOne(Failure failure) implements Step {}

        /** Nothing will be heard any more: a person decides. */
        record Tell(Failure failure) implements Step {}
    }

    /** @param size of the batch */
    record Asked(int size, int polls, Instant answeredAt) {}

    Step after(Verdict verdict, Asked asked, Instant now) {
        return switch (verdict) {
            case Verdict.Pending() -> pending(asked, now);
            case Verdict.Counted(var warnings) -> new Step.AllCount();
            case Verdict.Refused(var reasons) -> refused(reasons, asked);
            case Verdict.Mixed(var reasons) -> new Step.AskOneByOne(worst(reasons));
            case Verdict.Forgotten(var failure) -> new Step.Tell(failure);
        };
    }

    private Step pending(Asked asked, Instant now) {
        var next = backoff.after(asked.polls(), now);
        if (now.isAfter(asked.answeredAt().plus(giveUp))) {
            return new Step.Tell(new Failure(
                    FailureClass.UNCLASSIFIED,
                    "VERDICT_MISSING",
                    "The platform has not said within " + giveUp.toHours() + " hours whether it counts."));
        }
        return new Step.LookAgain(next);
    }

    /** With one reason it is everybody's; with several nobody knows whose is which, except for one event alone. */
    private static Step refused(List<Tally> reasons, Asked asked) {
        return reasons.size() <= 1 || asked.size() == 1
                ? new Step.NoneCounts(worst(reasons))
                : new Step.AskOneByOne(worst(reasons));
    }

    /** One to show; what a person can mend comes before what passes by itself. */
    private static Failure worst(List<Tally> reasons) {
        Optional<Failure> mendable = reasons.stream()
                .map(Tally::failure)
                .filter(failure -> failure.failureClass() == FailureClass.PERMANENT
                        || failure.failureClass() == FailureClass.CONFIGURATION)
                .findFirst();
        return mendable.or(() -> reasons.stream().map(Tally::failure).findFirst())
                .orElseGet(() ->
                        new Failure(FailureClass.UNCLASSIFIED, "NO_REASON_GIVEN", "The platform gave no reason."));
    }
}
