package io.downfunnel.sandbox.google;

/** What an event did to the count of its conversion action. */
enum Effect {
    /** A new conversion. */
    COUNTED,
    /** Known, with the same content: nothing happened. */
    REPEATED,
    /** Known, and the value or currency is another one now; the count stays. */
    RESTATED,
    /** Known, and something else is different, which Google ignores. */
    DRIFTED,
    /** Known, and what cannot be changed any more was to be changed: ignored without an error. */
    IGNORED,
    /** Taken without complaint, but the action counts one conversion per click and has it. */
    SURPLUS,
    /** Not counted, for a reason the status call tells. */
    REFUSED
}
