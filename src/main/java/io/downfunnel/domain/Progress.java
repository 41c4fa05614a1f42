package io.downfunnel.domain;

/** Where a step reports how far it is. Cheap to call; a listener that draws decides how often it does. */
public interface Progress {

    /** How many there will be, as soon as it is known; may be called again when it turns out to be more. */
    void expect(long total);

    /** So many more are done. */
    void advance(long count);

    /** What the step waits for right now, in words a user reads; it goes on with the next {@link #advance}. */
    void waiting(String why);

    /**
     * False once somebody has asked the run to stop: what was begun is brought to its end, and nothing new is begun. Cheap to
     * ask.
     */
    default boolean goesOn() {
        return true;
    }

    /** For callers that do not watch. */
    static Progress unwatched() {
        return new Progress() {
            @Override
            public void expect(long total) {}

            @Override
            public void advance(long count) {}

            @Override
            public void waiting(String why) {}
        };
    }
}
