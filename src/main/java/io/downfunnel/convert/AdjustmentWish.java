package io.downfunnel.convert;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.Adjustment.Cause;
import io.downfunnel.domain.Adjustment.Kind;
import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentCase.Basis;
import io.downfunnel.domain.AdjustmentCase.Past;
import io.downfunnel.domain.Consent.Answer;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.domain.StageEvent.Withdrawal;

/** What the CRM and the mapping together want of a conversion that was sent, whether or not it can be done. */
final class AdjustmentWish {
    private AdjustmentWish() {}

    /**
     * @param since when the CRM changed
     * @param basis what it has now
     * @param after the value that the conversion should have; empty: none, or no conversion at all
     * @param denied whether the person has denied consent meanwhile
     */
    record Wish(Kind kind, Cause cause, Instant since, Basis basis, Optional<Money> after, boolean denied) {

        /** A cause that says nothing of when: the same cause is the same change. */
        boolean recurring() {
            return switch (cause) {
                case DELETED, MERGED -> true;
                case AMOUNT_CHANGED, LOST, REOPENED -> false;
            };
        }
    }

    /** A retraction outweighs a new value. */
    static Optional<Wish> of(ConversionMapping mapping, AdjustmentCase of, Instant now) {
        var withdrawal = of.event().withdrawal();
        if (withdrawal.isPresent()) {
            return withdrawn(mapping, of, withdrawal.get(), now);
        }
        return Afterward.departure(mapping, of.event())
                .map(gone -> retraction(mapping, of, cause(gone), gone.at()))
                .or(() -> restatement(mapping, of));
    }

    /** What a changed definition, or a shortened history, no longer tells of was counted rightly when it was. */
    private static Optional<Wish> withdrawn(
            ConversionMapping mapping, AdjustmentCase of, Withdrawal withdrawal, Instant now) {
        return switch (withdrawal) {
            case UNTOLD -> Optional.empty();
            case DELETED ->
                mapping.afterwards().deleted() == Change.RETRACT
                        ? Optional.of(retraction(mapping, of, Cause.DELETED, noticed(of, Cause.DELETED, now)))
                        : Optional.empty();
            case MERGED ->
                mapping.afterwards().merged() == Change.RETRACT && of.doubled()
                        ? Optional.of(retraction(mapping, of, Cause.MERGED, noticed(of, Cause.MERGED, now)))
                        : Optional.empty();
        };
    }

    /** The CRM does not say when, so it counts from when we first saw it. */
    private static Instant noticed(AdjustmentCase of, Cause cause, Instant now) {
        return of.open().filter(open -> open.cause() == cause).map(Past::at).orElse(now);
    }

    private static Wish retraction(ConversionMapping mapping, AdjustmentCase of, Cause cause, Instant since) {
        return new Wish(Kind.RETRACTION, cause, since, basis(of), Optional.empty(), denied(mapping, of));
    }

    private static boolean denied(ConversionMapping mapping, AdjustmentCase of) {
        return mapping.consent().read(of.match().records()).adUserData() == Answer.DENIED;
    }

    private static Cause cause(Departure gone) {
        return switch (gone.way()) {
            case LOST -> Cause.LOST;
            case REOPENED -> Cause.REOPENED;
        };
    }

    private static Basis basis(AdjustmentCase of) {
        return new Basis(of.event().sequel().amount(), of.event().currency());
    }

    /** Only where the CRM's own amount changed: a mapping that values deals otherwise today changes nothing of the past. */
    private static Optional<Wish> restatement(ConversionMapping mapping, AdjustmentCase of) {
        var ofAnEarlierTime =
                mapping.countsEachTime() && of.event().sequel().again().isPresent();
        if (!mapping.afterwards().restates() || !Valuer.readsAmount(mapping.value()) || ofAnEarlierTime) {
            return Optional.empty();
        }
        var basis = basis(of);
        if (basis.same(of.toldBasis())) {
            return Optional.empty();
        }
        return Optional.of(new Wish(
                Kind.RESTATEMENT,
                Cause.AMOUNT_CHANGED,
                of.event().sequel().amountSince(),
                basis,
                Valuer.worth(mapping.value(), of.event(), basis.amount()).money(),
                denied(mapping, of)));
    }

    /** 900 EUR and 900.00 EUR are the same money. */
    static boolean same(Optional<Money> one, Optional<Money> other) {
        return one.isPresent() == other.isPresent()
                && (one.isEmpty()
                        || one.get().currency().equals(other.get().currency())
                                && one.get().amount().compareTo(other.get().amount()) == 0);
    }
}
