package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private static final Set<FailureClass> KNOWN = EnumSet.of(FailureClass.DUPLICATE, FailureClass.OCCUPIED);

    /** What is to be done with a batch. */
    sealed interface Step {
        /** Look again then. */
        record LookAgain(Instant at) implements Step {}

        /** Every one counts. */
        record AllCount() implements Step {}

        /** None counts, and all for this reason. */
        record NoneCounts(Failure failure) implements Step {}

        /**
         * The platform does not say which count: they are sent again in two halves, and what it has already it counts
         * once.
         */
        record Halve(Failure failure) implements Step {}

        /** The same, but so many are at fault that each is asked about alone. */
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
            case Verdict.Mixed(var reasons) -> mixed(reasons, asked);
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
        if (asked.size() == 1 || reasons.size() <= 1) {
            return new Step.NoneCounts(worst(reasons));
        }
        var faults = faults(reasons);
        return faults.isEmpty() ? new Step.AllCount() : split(faults, asked);
    }

    private static Step mixed(List<Tally> reasons, Asked asked) {
        if (asked.size() == 1) {
            return new Step.Tell(new Failure(
                    FailureClass.UNCLASSIFIED,
                    "VERDICT_UNCLEAR",
                    "The platform says of one event that it counts and that it does not."));
        }
        var faults = faults(reasons);
        return !reasons.isEmpty() && faults.isEmpty() ? new Step.AllCount() : split(faults, asked);
    }

    /**
     * What the platform has already it counts: a duplicate is nobody's fault. Nor is one whose place is occupied: when it is sent
     * again to find out which one it is, the platform may mean this very conversion.
     */
    private static List<Tally> faults(List<Tally> reasons) {
        return reasons.stream()
                .filter(reason -> !KNOWN.contains(reason.failure().failureClass()))
                .toList();
    }

    /** Halving finds k of n with some 2 k log(n) questions, at most; asking one by one with n. */
    private static Step split(List<Tally> faults, Asked asked) {
        long guilty = faults.stream().mapToLong(Tally::count).sum();
        int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(asked.size() - 1);
        return 2 * guilty * halvings < asked.size()
                ? new Step.Halve(worst(faults))
                : new Step.AskOneByOne(worst(faults));
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
