package io.downfunnel.domain;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import static java.util.Map.entry;

/** Where a conversion stands in its life (design: life of a conversion). */
public enum ConversionState {
    /** Not sent, for a reason that a person understands; looked at again when the CRM or a mapping changes. */
    EXCLUDED(Word.EXCLUDED),
    /** To be sent, but not yet: the click is too young, or a hold-back runs. */
    DELAYED(Word.WAITING),
    /** Somebody has to release it. */
    HELD(Word.ON_HOLD),
    /** To be sent as soon as a node takes it. */
    READY(Word.WAITING),
    /** A node has written down what it sends, and may have sent it. */
    IN_FLIGHT(Word.SENDING),
    /** Bytes may have left and no answer was heard. */
    UNKNOWN(Word.SENDING),
    /** Taken in by the platform, which has not said yet whether it counts. */
    ACCEPTED(Word.ACCEPTED),
    /** Counted by the platform's own word. */
    VERIFIED(Word.VERIFIED),
    /** Refused for its data; a person can mend the cause. */
    NEEDS_YOU(Word.NEEDS_YOU),
    /** Not sent in time, and worthless to the platform now. */
    EXPIRED(Word.EXPIRED),
    /** Taken back by a person or by the CRM before it was sent. */
    CANCELLED(Word.EXCLUDED),
    /** Personal data removed on request; what is left is the key and the history. */
    ERASED(Word.EXCLUDED);

    /** The eight words people read. */
    public enum Word {
        WAITING("Waiting"),
        SENDING("Sending"),
        ACCEPTED("Accepted"),
        VERIFIED("Verified"),
        NEEDS_YOU("Needs you"),
        ON_HOLD("On hold"),
        EXCLUDED("Excluded"),
        EXPIRED("Expired");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * Every edge of the picture in the design that the product takes; what is not here cannot happen. Erasure on request
     * is possible from everywhere and not among them.
     */
    private static final Map<ConversionState, Set<ConversionState>> EDGES = Map.ofEntries(
            entry(EXCLUDED, EnumSet.of(DELAYED, HELD, READY)),
            entry(DELAYED, EnumSet.of(EXCLUDED, HELD, READY, EXPIRED)),
            entry(HELD, EnumSet.of(EXCLUDED, DELAYED, READY, ACCEPTED, EXPIRED, CANCELLED)),
            entry(READY, EnumSet.of(EXCLUDED, DELAYED, HELD, IN_FLIGHT, EXPIRED, CANCELLED)),
            // It is over only when an answer, or the lack of one, was written down: never expired or cancelled from
            // here.
            entry(IN_FLIGHT, EnumSet.of(READY, UNKNOWN, ACCEPTED, HELD, DELAYED, NEEDS_YOU, EXCLUDED)),
            entry(UNKNOWN, EnumSet.of(READY, HELD, ACCEPTED)),
            entry(ACCEPTED, EnumSet.of(VERIFIED, READY, DELAYED, HELD, NEEDS_YOU, EXCLUDED)),
            entry(VERIFIED, EnumSet.noneOf(ConversionState.class)),
            // Refused bytes are not sent again: once the cause is mended, it is decided anew what is sent.
            entry(NEEDS_YOU, EnumSet.of(DELAYED, EXPIRED, CANCELLED)),
            entry(EXPIRED, EnumSet.noneOf(ConversionState.class)),
            entry(CANCELLED, EnumSet.noneOf(ConversionState.class)),
            entry(ERASED, EnumSet.noneOf(ConversionState.class)));

    private final Word word;

    ConversionState(Word word) {
        this.word = word;
    }

    public Word word() {
        return word;
    }

    /** May a conversion go from here to there? Staying is not a step. */
    public boolean mayBecome(ConversionState next) {
        return EDGES.get(this).contains(next) || next == ERASED && this != ERASED;
    }

    /** No byte of it has left yet, so it may still be decided anew. */
    public boolean undecided() {
        return switch (this) {
            case EXCLUDED, DELAYED, HELD, READY -> true;
            case IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, NEEDS_YOU, EXPIRED, CANCELLED, ERASED -> false;
        };
    }
}
