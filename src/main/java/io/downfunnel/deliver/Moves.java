package io.downfunnel.deliver;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Move;

/**
 * Turns a decision into a step of a conversion's life, with its reason in words.
 *
 * @param words of the platform
 * @param verdicts whether the platform will say later what counts
 */
record Moves(Words words, boolean verdicts) {

    /** Whose step it is, and where it stood in its batch. */
    record Traveller(long id, long epoch, long batch, int position, int size, Optional<Long> cohort) {}

    /** @param pollAt first look at the verdict, for those that are accepted */
    Move of(Decision decision, Traveller who, Optional<Instant> pollAt) {
        return switch (decision) {
            case Decision.Accept() -> accepted(who, pollAt);
            case Decision.AcceptAsDuplicate(var failure) ->
                to(ConversionState.ACCEPTED, who)
                        .because(failure.code(), words.of(failure))
                        .after(failure.failureClass());
            case Decision.Verify(var why) -> to(ConversionState.VERIFIED, who).because("COUNTED", why);
            case Decision.NeedsYou(var failure) -> failed(ConversionState.NEEDS_YOU, who, failure);
            case Decision.Exclude(var failure) -> failed(ConversionState.EXCLUDED, who, failure);
            case Decision.Hold(var failure) -> failed(ConversionState.HELD, who, failure);
            case Decision.Doubt(var failure) ->
                failed(ConversionState.UNKNOWN, who, failure).inCohort(who.cohort());
            case Decision.Again(var notBefore, var failure, var counts) ->
                failed(ConversionState.READY, who, failure)
                        .notBefore(notBefore)
                        .inCohort(who.cohort())
                        .counting(counts ? 0 : -1);
            case Decision.Wait(var until, var failure) ->
                failed(ConversionState.DELAYED, who, failure).notBefore(until).counting(-1);
            case Decision.AgainAtOnce() ->
                to(ConversionState.READY, who)
                        .because(
                                "SPARED",
                                "It was refused for the sake of another one in the same request, and is sent again.")
                        .counting(-1);
            case Decision.Split(var failure) ->
                failed(ConversionState.READY, who, failure)
                        .because(
                                failure.code(),
                                "One of " + who.size() + " in the same request is at fault, and " + words.platform()
                                        + " does not say which. They are sent again in two halves.")
                        .inCohort(Batches.half(who.batch(), who.position(), who.size()))
                        .counting(-1);
        };
    }

    private Move accepted(Traveller who, Optional<Instant> pollAt) {
        var move = to(ConversionState.ACCEPTED, who);
        if (verdicts) {
            return pollAt.map(move::notBefore).orElse(move);
        }
        return move.because("LAST_WORD", words.platform() + " took it in. It does not say later whether it counted.");
    }

    private Move failed(ConversionState to, Traveller who, Failure failure) {
        return to(to, who).because(failure.code(), words.of(failure)).after(failure.failureClass());
    }

    private static Move to(ConversionState state, Traveller who) {
        return Move.of(who.id(), who.epoch(), state);
    }
}
