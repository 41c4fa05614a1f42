package io.downfunnel.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A conversion that was sent, with all that decides whether it has to be adjusted.
 *
 * @param conversion id of its row
 * @param destination name of the ad account
 * @param state of the conversion
 * @param sent what the platform was told
 * @param basis what the CRM had when that was decided
 * @param event the stage event, as the CRM tells it now
 * @param match with the person's consent as it is now
 * @param doubled whether another record's conversion is counted in the same place, since the two turned out to be one
 * @param deletions how many records of the organisation were deleted within the last day
 * @param past adjustments of it so far, the oldest first
 */
public record AdjustmentCase(
        long conversion,
        String destination,
        ConversionState state,
        Sent sent,
        Basis basis,
        StageEvent event,
        Match match,
        boolean doubled,
        long deletions,
        List<Past> past) {

    /**
     * What a platform was told of a conversion.
     *
     * @param action id of the conversion action
     * @param occurredAt when the stage was reached
     * @param value empty when it was sent without one
     * @param click kind of the click ID; empty when it was sent without one
     * @param whole with all its identifiers, as it was frozen; empty once these are not kept any more, and then no
     *     adjustment of it can be sent
     */
    public record Sent(
            ConversionKey key,
            String action,
            Instant occurredAt,
            Optional<Money> value,
            Optional<ClickId.Kind> click,
            Optional<ConversionEvent> whole) {

        public static Sent of(ConversionEvent event) {
            return new Sent(
                    event.key(),
                    event.action(),
                    event.occurredAt(),
                    event.value(),
                    event.click().map(ClickId::kind),
                    Optional.of(event));
        }
    }

    /**
     * The opportunity's own amount behind a value.
     *
     * @param currency as the CRM writes it
     */
    public record Basis(Optional<BigDecimal> amount, Optional<String> currency) {

        public static final Basis NOTHING = new Basis(Optional.empty(), Optional.empty());

        /** 900 and 900.00 are the same. */
        public boolean same(Basis other) {
            return amount.map(BigDecimal::stripTrailingZeros).equals(other.amount.map(BigDecimal::stripTrailingZeros))
                    && (amount.isEmpty() || currency.equals(other.currency));
        }
    }

    /**
     * @param basis what the CRM had when it was decided
     * @param after the value it gives the conversion; empty for a retraction
     * @param sent whether bytes of it may have left
     * @param released a person said that it may go
     */
    public record Past(
            long id,
            Adjustment.Kind kind,
            Adjustment.Cause cause,
            Instant at,
            Basis basis,
            Optional<Money> after,
            ConversionState state,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<Instant> dueAt,
            boolean sent,
            boolean released) {

        private Past withLastWord() {
            return new Past(
                    id, kind, cause, at, basis, after, lastWord(state), reason, explanation, dueAt, sent, released);
        }

        /** It may be decided anew. */
        public boolean open() {
            return !sent && state.undecided();
        }

        /** It was sent or is about to be sent, and is not at its end. */
        public boolean underway() {
            return sent
                    && switch (state) {
                        case READY, DELAYED, IN_FLIGHT, UNKNOWN, ACCEPTED -> true;
                        case EXCLUDED, HELD, VERIFIED, NEEDS_YOU, EXPIRED, CANCELLED, ERASED -> false;
                    };
        }

        /** The platform has it, or may have it: it was sent, and was not refused. */
        public boolean mayHaveArrived() {
            return sent
                    && switch (state) {
                        case READY, DELAYED, HELD, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, EXPIRED, CANCELLED -> true;
                        case EXCLUDED, NEEDS_YOU, ERASED -> false;
                    };
        }
    }

    public AdjustmentCase {
        past = List.copyOf(past);
    }

    /**
     * Of a platform that gives no verdicts: that it took something in is all it will ever say, so it has to do. Its changes
     * of what it does not count must be harmless.
     */
    public AdjustmentCase withLastWords() {
        return new AdjustmentCase(
                conversion,
                destination,
                lastWord(state),
                sent,
                basis,
                event,
                match,
                doubled,
                deletions,
                past.stream().map(Past::withLastWord).toList());
    }

    private static ConversionState lastWord(ConversionState state) {
        return state == ConversionState.ACCEPTED ? ConversionState.VERIFIED : state;
    }

    /** The one that may still be decided anew. */
    public Optional<Past> open() {
        return past.stream().filter(Past::open).reduce((earlier, later) -> later);
    }

    public boolean retracted() {
        return past.stream()
                .anyMatch(one -> one.kind() == Adjustment.Kind.RETRACTION && one.state() == ConversionState.VERIFIED);
    }

    /** The value that the platform counts, by all that it has confirmed. */
    public Optional<Money> counted() {
        return last(one -> one.state() == ConversionState.VERIFIED)
                .flatMap(Past::after)
                .or(sent::value);
    }

    /** The value that the platform was told last, whether or not it has confirmed it. */
    public Optional<Money> told() {
        return last(Past::mayHaveArrived).flatMap(Past::after).or(sent::value);
    }

    /** What the CRM had behind the value that the platform was told last. */
    public Basis toldBasis() {
        return last(Past::mayHaveArrived).map(Past::basis).orElse(basis);
    }

    private Optional<Past> last(Predicate<Past> which) {
        return past.stream()
                .filter(one -> one.kind() == Adjustment.Kind.RESTATEMENT)
                .filter(which)
                .reduce((earlier, later) -> later);
    }
}
