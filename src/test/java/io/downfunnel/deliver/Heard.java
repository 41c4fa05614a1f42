package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.PlatformException.Scope;
import io.downfunnel.platform.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** What came of a code that a platform said, and what delivery makes of it: by the table, whoever said it. */
sealed interface Heard {
    Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    Backoff BACKOFF = new Backoff(Duration.ofMinutes(1), Duration.ofHours(6), () -> 1);
    int TRIES = 3;
    RetryPolicy POLICY = new RetryPolicy(BACKOFF, Duration.ofHours(6), TRIES, Duration.ofMinutes(15));
    VerdictPolicy VERDICTS = new VerdictPolicy(BACKOFF, Duration.ofHours(48));

    /** An answer for one event. */
    record Answered(Outcome outcome) implements Heard {}

    /** A conversation that broke. */
    record Broken(PlatformException exception) implements Heard {}

    /** A word of the platform, some time later. */
    record Told(Verdict verdict) implements Heard {}

    /** Taken in or counted, with a remark. */
    record Remarked(Failure failure) implements Heard {}

    private static RetryPolicy.Sent sent(int unclassified) {
        return new RetryPolicy.Sent(1, unclassified + 1, unclassified, NOW.plus(Duration.ofDays(30)), false);
    }

    /** Holds the whole way from the code to the decision against the row. */
    default void isWhatTheTableSays(FailureRow row) {
        switch (this) {
            case Answered(var outcome) -> {
                is(failure(outcome), row);
                decided(row, POLICY.after(outcome, sent(0), NOW), POLICY.after(outcome, sent(TRIES - 1), NOW));
            }
            case Broken(var exception) -> {
                is(exception.failure(), row);
                assertThat(exception.scope()).isEqualTo(row.reach() == Reach.ACTION ? Scope.ACTION : Scope.ACCOUNT);
                broken(row, exception);
            }
            case Told(var verdict) -> told(row, verdict);
            case Remarked(var failure) -> is(failure, row);
        }
    }

    private static void is(Failure failure, FailureRow row) {
        assertThat(failure.code()).isEqualTo(row.code());
        assertThat(failure.failureClass()).isEqualTo(row.failureClass());
        assertThat(failure.message()).isNotBlank();
    }

    private static Failure failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Rejected(var failure) -> failure;
            case Outcome.Deferred(var failure, var notBefore) -> failure;
            case Outcome.Duplicate(var failure) -> failure;
            case Outcome.Unheard(var failure) -> failure;
            case Outcome.Suspect(var failure) -> failure;
            case Outcome.Accepted() -> throw new AssertionError("It was taken in");
            case Outcome.Spared() -> throw new AssertionError("Nothing is wrong with it");
        };
    }

    /** One conversion's own matter. */
    private static void decided(FailureRow row, Decision first, Decision atLast) {
        switch (row.failureClass()) {
            case PERMANENT, CONFIGURATION -> assertThat(first).isInstanceOf(Decision.NeedsYou.class);
            case EXPECTED -> assertThat(first).isInstanceOf(Decision.Exclude.class);
            case DUPLICATE -> assertThat(first).isInstanceOf(Decision.AcceptAsDuplicate.class);
            case OCCUPIED -> assertThat(first).isInstanceOf(Decision.Exclude.class);
            case DELAY -> assertThat(first).isInstanceOf(Decision.Wait.class);
            case UNKNOWN_OUTCOME -> assertThat(first).isInstanceOf(Decision.Doubt.class);
            case TRANSIENT, THROTTLED, AUTHENTICATION -> {
                assertThat(first).isInstanceOf(Decision.Again.class);
                assertThat(atLast).isInstanceOf(Decision.Again.class);
            }
            case UNCLASSIFIED -> {
                assertThat(first).isInstanceOf(Decision.Again.class);
                assertThat(atLast).isInstanceOf(Decision.Hold.class);
            }
        }
    }

    /** The matter of a whole batch. */
    private static void broken(FailureRow row, PlatformException exception) {
        var first = POLICY.afterBreak(exception.failure(), exception.notBefore(), sent(0), NOW);
        var atLast = POLICY.afterBreak(exception.failure(), exception.notBefore(), sent(TRIES - 1), NOW);
        switch (row.failureClass()) {
            case UNKNOWN_OUTCOME -> assertThat(first).isInstanceOf(Decision.Doubt.class);
            case TRANSIENT -> assertThat(tryOf(first)).isTrue();
            case THROTTLED, AUTHENTICATION, CONFIGURATION ->
                assertThat(tryOf(first)).isFalse();
            case PERMANENT -> assertThat(first).isInstanceOf(Decision.NeedsYou.class);
            case UNCLASSIFIED -> {
                assertThat(tryOf(first)).isTrue();
                assertThat(atLast).isInstanceOf(Decision.Hold.class);
            }
            case DELAY, DUPLICATE, OCCUPIED, EXPECTED ->
                throw new AssertionError(row + " is one conversion's own matter");
        }
    }

    private static boolean tryOf(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Again.class);
        return ((Decision.Again) decision).countsAsTry();
    }

    private static void told(FailureRow row, Verdict verdict) {
        var asked = new VerdictPolicy.Asked(1, 1, NOW.minus(Duration.ofDays(3)));
        switch (VERDICTS.after(verdict, asked, NOW)) {
            case VerdictPolicy.Step.NoneCounts(var failure) -> {
                is(failure, row);
                decided(row, POLICY.refused(failure, sent(0), NOW), POLICY.refused(failure, sent(TRIES - 1), NOW));
            }
            case VerdictPolicy.Step.Tell(var failure) -> {
                is(failure, row);
                assertThat(failure.failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
            }
            case VerdictPolicy.Step.LookAgain again -> throw new AssertionError("Not decided: " + again);
            case VerdictPolicy.Step.AllCount() -> throw new AssertionError("It counts");
            case VerdictPolicy.Step.Halve mixed -> throw new AssertionError("Mixed: " + mixed);
            case VerdictPolicy.Step.AskOneByOne mixed -> throw new AssertionError("Mixed: " + mixed);
        }
    }
}
