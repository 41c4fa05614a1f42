package io.downfunnel.domain;

/** What kind of failure it is, and with it what we do next (design: failure classes). */
public enum FailureClass {
    /** Passes by itself: try again with growing pauses, until the conversion expires. */
    TRANSIENT,
    /** Too much at once or for today: try again when the platform allows it. */
    THROTTLED,
    /** Our access is gone: all work of the connection waits for an admin. */
    AUTHENTICATION,
    /** The account or a mapping is set up wrongly: the destination waits for an admin. */
    CONFIGURATION,
    /** This conversion will never be taken in as it is: a person looks at it. */
    PERMANENT,
    /** Too early: try again when the stated time has passed. */
    DELAY,
    /** The platform has it already, which is as good as accepted. */
    DUPLICATE,
    /**
     * The platform has a conversion in its place, and does not say whether it is this one: as good as accepted if it was sent
     * before; otherwise another one is there, and this one is not counted.
     */
    OCCUPIED,
    /** Expected and final: nobody can mend it, nobody needs to. */
    EXPECTED,
    /** Bytes may have left and no answer was heard. */
    UNKNOWN_OUTCOME,
    /** A code nobody has seen: retry a little, hold, tell a person; never drop. */
    UNCLASSIFIED;

    /** Whether a person has to act before it makes sense to try again. */
    public boolean needsPerson() {
        return switch (this) {
            case AUTHENTICATION, CONFIGURATION, PERMANENT -> true;
            case TRANSIENT, THROTTLED, DELAY, DUPLICATE, OCCUPIED, EXPECTED, UNKNOWN_OUTCOME, UNCLASSIFIED -> false;
        };
    }
}
