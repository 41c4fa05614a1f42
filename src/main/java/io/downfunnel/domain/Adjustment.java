package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A change to a conversion that a platform counts already, as we send it. Made once, frozen before the first byte leaves,
 * sent unchanged ever after.
 */
public sealed interface Adjustment {

    /** What is changed about a conversion. */
    enum Kind {
        RESTATEMENT,
        RETRACTION
    }

    /** Why: what the CRM tells now. */
    enum Cause {
        AMOUNT_CHANGED("the deal's amount changed"),
        LOST("the deal was lost"),
        REOPENED("the deal was reopened"),
        DELETED("its record was deleted"),
        MERGED("its record was united with another one that counts already");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** For the middle of a sentence. */
        public String words() {
            return words;
        }
    }

    /** Of the conversion that is changed: a platform finds it by this. */
    ConversionKey key();

    /** The platform's id of the conversion action, digits only. */
    String action();

    /** When the CRM changed; later than the conversion and than every adjustment of it before. */
    Instant at();

    Kind kind();

    /** What a platform finds the conversion by that knows no key of ours. */
    Optional<ClickId> click();

    /**
     * A new value. The count stays.
     *
     * @param event the conversion as it was sent, with its new value, which is present and above zero: a platform may take
     *     zero for a retraction, which is final (google.md §3.5)
     */
    record Restatement(ConversionEvent event, Instant at) implements Adjustment {
        public Restatement {
            if (event.value().filter(value -> value.amount().signum() > 0).isEmpty()) {
                throw new IllegalArgumentException("A restatement has a value above zero");
            }
        }

        @Override
        public ConversionKey key() {
            return event.key();
        }

        @Override
        public String action() {
            return event.action();
        }

        @Override
        public Kind kind() {
            return Kind.RESTATEMENT;
        }

        @Override
        public Optional<ClickId> click() {
            return event.click();
        }
    }

    /**
     * Takes a conversion back: nothing of it is counted any more, and nothing can be changed about it after that. It
     * carries no match key, so that it may be sent for a person who has withdrawn consent, unless the platform finds its
     * conversions by nothing else.
     *
     * @param occurredAt of the conversion
     * @param click as it was sent; empty where the platform knows our key
     */
    record Retraction(ConversionKey key, String action, Instant occurredAt, Instant at, Optional<ClickId> click)
            implements Adjustment {
        /** For a platform that knows our key. */
        public Retraction(ConversionKey key, String action, Instant occurredAt, Instant at) {
            this(key, action, occurredAt, at, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.RETRACTION;
        }
    }
}
