package io.downfunnel.domain;

import java.time.Duration;
import java.util.List;

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
        EMAIL,
        PHONE
    }

    public enum Count {
        ONCE,
        EVERY
    }

    /** A wish for what happens to a conversion that was sent, kept here and acted on by adjustments. */
    public enum Change {
        IGNORE,
        RESTATE,
        RETRACT,
        /** Reopening only: the next win is a conversion of its own. */
        COUNT_AGAIN
    }

    /**
     * @param amountChanged {@code IGNORE} or {@code RESTATE}
     * @param lost {@code IGNORE} or {@code RETRACT}
     * @param reopened {@code IGNORE}, {@code RETRACT} or {@code COUNT_AGAIN}
     */
    public record Afterwards(Change amountChanged, Change lost, Change reopened) {
        public static final Afterwards NOTHING = new Afterwards(Change.IGNORE, Change.IGNORE, Change.IGNORE);
    }

    public ConversionMapping {
        identifiers = List.copyOf(identifiers);
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("A mapping without identifiers could never be sent");
        }
    }
}
