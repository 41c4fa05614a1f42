package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the conversions of a mapping may go. A mapping is known by its destination and stage, which its conversions carry,
 * so that another name is no other mapping.
 *
 * @param mapping its name at present, for people
 * @param since when it came into this state; whoever changes the state says which one they have seen
 * @param validated whether the platform has looked at real rows of it without taking them
 * @param sentence why it is closed, for people; empty while it is open or on trial
 * @param remedy what to do about it; empty where there is nothing to do
 */
public record MappingGate(
        String destination,
        String stage,
        String mapping,
        State state,
        Instant since,
        boolean validated,
        Optional<String> sentence,
        String remedy) {

    public enum State {
        /** New, or changed in what it sends: a few conversions go ahead, the others wait for the word about them. */
        CANARY,
        /** Too many of those that went ahead were refused: it waits for a person. */
        REFUSED,
        /** Too many of its conversions were refused after it had been open: it waits for a person. */
        POISONED,
        OPEN
    }

    public boolean open() {
        return state == State.OPEN;
    }

    /** Why its conversions wait; empty while it is open. */
    public Optional<Reason> reason() {
        return switch (state) {
            case CANARY -> Optional.of(Reason.NEW_MAPPING);
            case REFUSED -> Optional.of(Reason.CANARY_REFUSED);
            case POISONED -> Optional.of(Reason.POISON_RATE);
            case OPEN -> Optional.empty();
        };
    }

    /** What is said to every conversion that waits; empty while it is open. */
    public String words() {
        return switch (state) {
            case CANARY ->
                "The mapping “" + mapping + "” is new or was changed. A few of its conversions go ahead, and this one"
                        + " follows by itself once the platform has found them good.";
            case REFUSED, POISONED ->
                sentence.orElse("The mapping “" + mapping + "” waits for somebody to look at it.");
            case OPEN -> "";
        };
    }
}
