package io.downfunnel.domain;

import java.time.Instant;

/**
 * A destination as a whole to which nothing is sent until a person says so.
 *
 * @param sentence why, for people
 * @param remedy what to do; empty where the sentence says it all
 * @param by who stopped it: a person, or the run that found it
 */
public record DestinationBrake(
        Kind kind, String destination, String sentence, String remedy, Instant since, String by) {

    public enum Kind {
        /** A person has stopped it. */
        STOPPED,
        /** Too much of what was sent there was refused. */
        POISON_RATE
    }

    /** As the reason for which its conversions wait. */
    public Reason reason() {
        return switch (kind) {
            case STOPPED -> Reason.DESTINATION_STOPPED;
            case POISON_RATE -> Reason.POISON_RATE;
        };
    }

    /** For lists and stories: what it means for the conversions that wait. */
    public String words() {
        return sentence + " Nothing is sent there until somebody lets it go; extraction and verdicts go on.";
    }
}
