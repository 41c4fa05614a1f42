package io.downfunnel.system.attack;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Something that happens once to the next fitting request on its way through a {@link FaultProxy}.
 *
 * @param where found anywhere in the beginning of the request; for commits it plays no part
 * @param time how long: of a delay, and of a connection that is half open
 */
record WireFault(Kind kind, Pattern where, Duration time) {
    private static final Pattern ANYWHERE = Pattern.compile("");

    enum Kind {
        /** The connection breaks before a byte arrives. */
        RESET_BEFORE,
        /** It breaks when half of the request has arrived. */
        RESET_DURING,
        /** It breaks when the request has arrived, whether or not anybody has read it. */
        RESET_AFTER,
        /** The request is answered; the answer is dropped and the connection breaks. */
        LOSE_ANSWER,
        /** The request is answered; the answer is dropped and the connection stays. */
        HALF_OPEN,
        /** The answer comes late. */
        DELAY,
        /** PostgreSQL only: the transaction is committed, and nobody hears of it. */
        LOSE_COMMIT
    }

    static WireFault of(Kind kind) {
        return new WireFault(kind, ANYWHERE, Duration.ofSeconds(2));
    }

    static WireFault of(Kind kind, String where) {
        return new WireFault(kind, Pattern.compile(where), Duration.ofSeconds(2));
    }

    WireFault lasting(Duration time) {
        return new WireFault(kind, where, time);
    }
}
