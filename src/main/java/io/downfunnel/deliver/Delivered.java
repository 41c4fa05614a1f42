package io.downfunnel.deliver;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.ConversionState;

/**
 * What a run did for one destination, in conversions.
 *
 * @param accepted taken in by the platform, as new ones or as ones it had
 * @param verified counted by the platform's own word
 * @param needsYou refused, and a person can mend the cause
 * @param onHold waiting for a person's decision
 * @param excluded refused as expected
 * @param postponed to be sent again later
 * @param waitsFor why no more was sent, in a user's words; empty when all that was ready is gone
 */
public record Delivered(
        long accepted,
        long verified,
        long needsYou,
        long onHold,
        long excluded,
        long postponed,
        Optional<String> waitsFor) {

    static final Delivered NOTHING = new Delivered(0, 0, 0, 0, 0, 0, Optional.empty());

    /** How many got their answer in this run. */
    public long sent() {
        return accepted + needsYou + onHold + excluded;
    }

    public Delivered plus(Delivered other) {
        return new Delivered(
                accepted + other.accepted,
                verified + other.verified,
                needsYou + other.needsYou,
                onHold + other.onHold,
                excluded + other.excluded,
                postponed + other.postponed,
                waitsFor.or(other::waitsFor));
    }

    /** Of two rounds of a run: what was put off, and what is waited for, is what the later one left behind. */
    public Delivered then(Delivered later) {
        var sum = plus(later);
        return new Delivered(
                sum.accepted, sum.verified, sum.needsYou, sum.onHold, sum.excluded, later.postponed, later.waitsFor);
    }

    /** Counts as it goes; several threads may. */
    static final class Tally {
        private final Map<ConversionState, Long> moved = new EnumMap<>(ConversionState.class);
        private Optional<String> waitsFor = Optional.empty();

        synchronized void add(ConversionState state, long count) {
            moved.merge(state, count, Long::sum);
        }

        synchronized void waitsFor(String why) {
            waitsFor = Optional.of(why);
        }

        /** For good, so far. */
        synchronized long refused() {
            return count(ConversionState.NEEDS_YOU);
        }

        synchronized Delivered result() {
            return new Delivered(
                    count(ConversionState.ACCEPTED),
                    count(ConversionState.VERIFIED),
                    count(ConversionState.NEEDS_YOU),
                    count(ConversionState.HELD),
                    count(ConversionState.EXCLUDED),
                    count(ConversionState.READY) + count(ConversionState.DELAYED) + count(ConversionState.UNKNOWN),
                    waitsFor);
        }

        private long count(ConversionState state) {
            return moved.getOrDefault(state, 0L);
        }
    }
}
