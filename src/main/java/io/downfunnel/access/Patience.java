package io.downfunnel.access;

import java.time.Duration;

/** How long somebody has to wait after sign-ins that failed. Never for ever: a name must not be locked from outside. */
final class Patience {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** One person mistypes a few times; behind one address there may be an office. */
    private static final int FREE_BY_NAME = 5;

    private static final int FREE_BY_ADDRESS = 20;

    private Patience() {}

    /** After that many failures in a row of one name. */
    static Duration byName(int failures) {
        return after(failures - FREE_BY_NAME);
    }

    /** After that many failures from one address. */
    static Duration byAddress(int failures) {
        return after(failures - FREE_BY_ADDRESS);
    }

    private static Duration after(int tooMany) {
        if (tooMany < 0) {
            return Duration.ZERO;
        }
        var wait = FIRST.multipliedBy(1L << Math.min(tooMany, 10));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
