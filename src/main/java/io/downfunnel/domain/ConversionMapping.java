package io.downfunnel.domain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Marketing ops' rule: this stage becomes that conversion action.
 *
 * @param name unique among mappings, for people
 * @param stage name of a stage of the same funnel
 * @param destination name of an ad account; with the stage it is unique, since both are in the conversion key
 * @param action the platform's id of the conversion action (LinkedIn: conversion rule), digits only
 * @param value what it is worth
 * @param identifiers what may be sent to recognise the person, the preferred one first; never empty
 * @param consent where the person's answer is
 * @param count the first time only, or every time the stage is reached
 * @param holdBack how long after the event we wait before sending; zero: not at all
 * @param attributionWindow how long after a click an event still counts for it
 * @param afterwards what to do when the CRM changes its mind after the conversion was sent
 */
public record ConversionMapping(
        String name,
        String stage,
        String destination,
        String action,
        ValueRule value,
        List<Identifier> identifiers,
        ConsentRule consent,
        Count count,
        Duration holdBack,
        Duration attributionWindow,
        Afterwards afterwards) {

    /** What may be sent to recognise the person. */
    public enum Identifier {
        GCLID,
        GBRAID,
        WBRAID,
        LI_FAT_ID,
        MSCLKID,
        LI_FORM_RESPONSE,
        EMAIL,
        PHONE;

        /** The click ID that it is; empty for a hashed identifier. */
        public Optional<ClickId.Kind> clickId() {
            return switch (this) {
                case GCLID -> Optional.of(ClickId.Kind.GCLID);
                case GBRAID -> Optional.of(ClickId.Kind.GBRAID);
                case WBRAID -> Optional.of(ClickId.Kind.WBRAID);
                case LI_FAT_ID -> Optional.of(ClickId.Kind.LI_FAT_ID);
                case MSCLKID -> Optional.of(ClickId.Kind.MSCLKID);
                case LI_FORM_RESPONSE -> Optional.of(ClickId.Kind.LI_FORM_RESPONSE);
                case EMAIL, PHONE -> Optional.empty();
            };
        }
    }

    public enum Count {
        ONCE,
        EVERY
    }

    /** A wish for what happens to a conversion when the CRM changes its mind about it. */
    public enum Change {
        /** What was sent stays as it is. */
        IGNORE,
        /** The new value is told. */
        RESTATE,
        /** It is taken back; where it was not sent yet, it is not sent at all. */
        RETRACT,
        /** Reopening only: the next win is a conversion of its own. */
        COUNT_AGAIN
    }

    /**
     * @param amountChanged {@code IGNORE} or {@code RESTATE}
     * @param lost {@code IGNORE} or {@code RETRACT}
     * @param reopened {@code IGNORE}, {@code RETRACT} or {@code COUNT_AGAIN}
     * @param deleted {@code IGNORE} or {@code RETRACT}: the record was deleted in the CRM
     * @param merged {@code IGNORE} or {@code RETRACT}: two records that were both counted turned out to be one
     */
    public record Afterwards(Change amountChanged, Change lost, Change reopened, Change deleted, Change merged) {
        public static final Afterwards NOTHING = new Afterwards(Change.IGNORE, Change.IGNORE, Change.IGNORE);

        /** What is deleted or merged stays as it was counted. */
        public Afterwards(Change amountChanged, Change lost, Change reopened) {
            this(amountChanged, lost, reopened, Change.IGNORE, Change.IGNORE);
        }

        /** Does it ask for values to be changed after they were counted? */
        public boolean restates() {
            return amountChanged == Change.RESTATE;
        }

        /** Does it ask, in some case, for conversions to be taken back? */
        public boolean retracts() {
            return lost == Change.RETRACT
                    || reopened == Change.RETRACT
                    || deleted == Change.RETRACT
                    || merged == Change.RETRACT;
        }
    }

    /** Is a stage that is reached again a conversion of its own? */
    public boolean countsEachTime() {
        return count == Count.EVERY || afterwards.reopened() == Change.COUNT_AGAIN;
    }

    /** The same mapping, counting every time: for a deal whose first conversion was taken back. */
    public ConversionMapping countingEachTime() {
        return new ConversionMapping(
                name,
                stage,
                destination,
                action,
                value,
                identifiers,
                consent,
                Count.EVERY,
                holdBack,
                attributionWindow,
                afterwards);
    }

    public ConversionMapping {
        identifiers = List.copyOf(identifiers);
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("A mapping without identifiers could never be sent");
        }
    }
}
