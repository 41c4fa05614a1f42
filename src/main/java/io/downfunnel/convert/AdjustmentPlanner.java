package io.downfunnel.convert;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.downfunnel.convert.AdjustmentWish.Wish;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.Adjustment.Cause;
import io.downfunnel.domain.Adjustment.Kind;
import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentCase.Past;
import io.downfunnel.domain.AdjustmentDecision;
import io.downfunnel.domain.AdjustmentDecision.Plan;
import io.downfunnel.domain.AdjustmentReason;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Descriptor;

/**
 * Decides whether a platform has to be told that a conversion it counts has changed. The same question gets the same
 * answer.
 *
 * @param mapping empty: nothing is mapped there any more, and nothing is changed about what was counted
 * @param quiet how long the CRM must have been quiet about a deal
 * @param massDeletion more deletions within a day than this need a person's word
 */
record AdjustmentPlanner(Optional<ConversionMapping> mapping, Descriptor descriptor, Duration quiet, int massDeletion) {
    /** PostgreSQL keeps no finer time. */
    private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

    /** @return empty when everything may stay as it is */
    Optional<Plan> plan(AdjustmentCase as, Instant now) {
        var of = descriptor.can(Descriptor.Capability.VERDICTS) ? as : as.withLastWords();
        var open = of.open();
        var wish = mapping.flatMap(its -> AdjustmentWish.of(its, of, now)).filter(wanted -> !met(of, wanted));
        if (wish.isPresent()) {
            return Optional.of(new Plan(of, open, decide(of, wish.get(), now)));
        }
        return open.map(waiting -> new Plan(of, open, noLonger(of, waiting, now)));
    }

    /** The platform has it so, or is being told so, or somebody has had the last word on this very change. */
    private static boolean met(AdjustmentCase of, Wish wish) {
        var told = wish.kind() == Kind.RETRACTION
                ? of.retracted()
                : !of.retracted() && AdjustmentWish.same(wish.after(), of.told());
        return told || of.past().stream().filter(past -> !past.open()).anyMatch(past -> told(past, wish));
    }

    private static boolean told(Past past, Wish wish) {
        if (past.kind() != wish.kind() || !AdjustmentWish.same(past.after(), wish.after())) {
            return false;
        }
        var sameChange =
                wish.recurring() ? past.cause() == wish.cause() : !wish.since().isAfter(past.at());
        return past.underway() || past.state() != ConversionState.VERIFIED && sameChange;
    }

    private AdjustmentDecision decide(AdjustmentCase of, Wish wish, Instant now) {
        var draft = new Draft(
                of,
                wish,
                at(of, wish),
                of.sent().occurredAt().plus(descriptor.adjusting().within()),
                descriptor.adjusting().byClick());
        return impossible(draft, now)
                .or(() -> held(draft))
                .or(() -> waits(draft, now))
                .orElseGet(() -> sendable(draft));
    }

    /** Strictly later than the conversion and than every adjustment of it before: a platform drops what is not newer. */
    private static Instant at(AdjustmentCase of, Wish wish) {
        var least = of.past().stream()
                .filter(past -> !past.open())
                .map(Past::at)
                .reduce(of.sent().occurredAt(), (one, other) -> one.isAfter(other) ? one : other)
                .truncatedTo(ChronoUnit.MICROS)
                .plus(TICK);
        var since = wish.since().truncatedTo(ChronoUnit.MICROS);
        return since.isBefore(least) ? least : since;
    }

    /**
     * @param expiresAt after this the platform takes no change
     * @param byClick whether the platform finds the conversion by its click ID
     */
    private record Draft(AdjustmentCase of, Wish wish, Instant at, Instant expiresAt, boolean byClick) {
        AdjustmentDecision in(
                ConversionState state, Optional<AdjustmentReason> reason, String explanation, Optional<Instant> dueAt) {
            var sends =
                    state == ConversionState.READY || state == ConversionState.DELAYED || state == ConversionState.HELD;
            return new AdjustmentDecision(
                    wish.kind(),
                    wish.cause(),
                    at,
                    wish.basis(),
                    of.counted(),
                    wish.after(),
                    state,
                    reason,
                    explanation,
                    dueAt,
                    expiresAt,
                    sends ? Optional.of(adjustment()) : Optional.empty());
        }

        private Adjustment adjustment() {
            var sent = of.sent().whole().orElseThrow();
            return switch (wish.kind()) {
                case RETRACTION ->
                    new Adjustment.Retraction(
                            sent.key(),
                            sent.action(),
                            sent.occurredAt(),
                            at,
                            byClick ? sent.click() : Optional.empty());
                case RESTATEMENT ->
                    new Adjustment.Restatement(
                            new ConversionEvent(
                                    sent.key(),
                                    sent.action(),
                                    sent.occurredAt(),
                                    wish.after(),
                                    sent.click(),
                                    sent.email(),
                                    sent.phone(),
                                    sent.consent()),
                            at);
            };
        }

        boolean released() {
            return of.open().filter(Past::released).isPresent();
        }
    }

    private Optional<AdjustmentDecision> impossible(Draft draft, Instant now) {
        var words = new AdjustmentWords(descriptor, draft.wish(), draft.of().counted());
        if (draft.of().retracted()) {
            return not(draft, AdjustmentReason.ALREADY_RETRACTED, words.alreadyRetracted());
        }
        if (!descriptor.adjusts()) {
            return not(draft, AdjustmentReason.NOT_ADJUSTABLE, words.platformCannot());
        }
        var click = draft.of()
                .sent()
                .click()
                .filter(kind -> descriptor.adjusting().never().contains(kind));
        if (click.isPresent()) {
            return not(draft, AdjustmentReason.NOT_ADJUSTABLE, words.clickCannot(click.get()));
        }
        if (draft.byClick() && draft.of().sent().click().isEmpty()) {
            return not(draft, AdjustmentReason.NOT_ADJUSTABLE, words.withoutClick());
        }
        if (ended(draft.of().state())) {
            return not(
                    draft,
                    AdjustmentReason.CONVERSION_NOT_COUNTED,
                    words.notCounted(draft.of().state()));
        }
        if (draft.wish().kind() == Kind.RESTATEMENT) {
            var flaw = worthless(draft, words);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        if (draft.byClick() && draft.wish().denied()) {
            return not(draft, AdjustmentReason.CONSENT_DENIED, words.denied());
        }
        if (draft.of().sent().whole().isEmpty() || !now.isBefore(draft.expiresAt())) {
            return Optional.of(draft.in(
                    ConversionState.EXPIRED,
                    Optional.of(AdjustmentReason.TOO_LATE),
                    words.tooLate(draft.expiresAt()),
                    Optional.empty()));
        }
        return Optional.empty();
    }

    private Optional<AdjustmentDecision> worthless(Draft draft, AdjustmentWords words) {
        var after = draft.wish().after();
        if (after.isEmpty()) {
            return not(draft, AdjustmentReason.NO_VALUE, words.noValue());
        }
        int sign = after.map(Money::amount).orElseThrow().signum();
        if (sign < 0) {
            return not(draft, AdjustmentReason.IMPOSSIBLE_DATA, words.belowZero());
        }
        if (sign == 0) {
            return not(draft, AdjustmentReason.ZERO_IS_FINAL, words.zero());
        }
        if (draft.wish().denied()) {
            return not(draft, AdjustmentReason.CONSENT_DENIED, words.denied());
        }
        return Optional.empty();
    }

    private static Optional<AdjustmentDecision> not(Draft draft, AdjustmentReason reason, String explanation) {
        return Optional.of(draft.in(ConversionState.EXCLUDED, Optional.of(reason), explanation, Optional.empty()));
    }

    /** Once held, it stays so until a person has spoken, however few deletions there are the day after. */
    private Optional<AdjustmentDecision> held(Draft draft) {
        var heldBefore = draft.of()
                .open()
                .flatMap(Past::reason)
                .filter(AdjustmentReason.MASS_DELETION.name()::equals)
                .isPresent();
        if (draft.wish().cause() != Cause.DELETED
                || draft.released()
                || !heldBefore && draft.of().deletions() <= massDeletion) {
            return Optional.empty();
        }
        return Optional.of(draft.in(
                ConversionState.HELD,
                Optional.of(AdjustmentReason.MASS_DELETION),
                "More than " + massDeletion
                        + " records were deleted in the CRM within a day. Look whether that was meant,"
                        + " then release this or cancel it: " + descriptor.name()
                        + " would count the conversion no more, and that cannot be undone.",
                Optional.empty()));
    }

    private Optional<AdjustmentDecision> waits(Draft draft, Instant now) {
        var words = new AdjustmentWords(descriptor, draft.wish(), draft.of().counted());
        var settled = settled(draft);
        var waiting = draft.of().past().stream().anyMatch(Past::underway);
        if (draft.of().state() != ConversionState.VERIFIED) {
            return wait(draft, AdjustmentReason.CONVERSION_PENDING, settled, words.waitsForConversion());
        }
        if (waiting) {
            return wait(draft, AdjustmentReason.EARLIER_ADJUSTMENT, settled, words.waitsForEarlier());
        }
        return settled.isAfter(now)
                ? wait(draft, AdjustmentReason.QUIET_PERIOD, settled, words.quiet(settled))
                : Optional.empty();
    }

    /** The end of the quiet period; before the platform's window closes, since late is better than never. */
    private Instant settled(Draft draft) {
        var last = draft.expiresAt().minus(LAST_CALL);
        var end = draft.wish().since().plus(quiet);
        return end.isAfter(last) ? last : end;
    }

    private static final Duration LAST_CALL = Duration.ofHours(2);

    private static Optional<AdjustmentDecision> wait(
            Draft draft, AdjustmentReason reason, Instant until, String explanation) {
        return Optional.of(draft.in(ConversionState.DELAYED, Optional.of(reason), explanation, Optional.of(until)));
    }

    private AdjustmentDecision sendable(Draft draft) {
        var words = new AdjustmentWords(descriptor, draft.wish(), draft.of().counted());
        return descriptor.can(needed(draft.wish().kind()))
                ? draft.in(ConversionState.READY, Optional.empty(), words.ready(), Optional.empty())
                : draft.in(
                        ConversionState.HELD,
                        Optional.of(AdjustmentReason.NO_ROUTE),
                        words.noRoute(draft.of().sent().key(), draft.expiresAt()),
                        Optional.empty());
    }

    static Descriptor.Capability needed(Kind kind) {
        return switch (kind) {
            case RESTATEMENT -> Descriptor.Capability.RESTATES;
            case RETRACTION -> Descriptor.Capability.RETRACTS;
        };
    }

    /** Will the platform never count it, so that there is nothing to change? */
    private static boolean ended(ConversionState conversion) {
        return switch (conversion) {
            case EXCLUDED, EXPIRED, CANCELLED, NEEDS_YOU, ERASED -> true;
            case DELAYED, HELD, READY, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED -> false;
        };
    }

    private AdjustmentDecision noLonger(AdjustmentCase of, Past waiting, Instant now) {
        return new AdjustmentDecision(
                waiting.kind(),
                waiting.cause(),
                waiting.at(),
                waiting.basis(),
                of.counted(),
                waiting.after(),
                ConversionState.EXCLUDED,
                Optional.of(AdjustmentReason.NO_LONGER_WANTED),
                AdjustmentWords.noLonger(descriptor, of.counted()),
                Optional.empty(),
                of.sent().occurredAt().plus(descriptor.adjusting().within()),
                Optional.empty());
    }
}
