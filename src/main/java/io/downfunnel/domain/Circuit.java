package io.downfunnel.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an endpoint of a connection is in use, or left alone for a while because its calls got lost.
 *
 * @param calls the last ones, oldest first: {@code .} was answered, {@code x} got lost
 * @param openings how often it was left alone since it last worked
 * @param openUntil empty: it is in use; once the instant is past, one request is tried before the others
 * @param since when it came to be so
 * @param failure the one that made us leave it alone; empty while it is in use
 * @param remedy what to do about the failure; empty where nothing is to be done
 */
public record Circuit(
        String calls,
        int openings,
        Optional<Instant> openUntil,
        Instant since,
        Optional<Failure> failure,
        String remedy) {

    /** An endpoint of which nothing bad is known. */
    public static Circuit closed(Instant since) {
        return new Circuit("", 0, Optional.empty(), since, Optional.empty(), "");
    }

    public boolean isClosed() {
        return openUntil.isEmpty();
    }

    /** Did one of the last calls get lost? */
    public boolean marked() {
        return calls.indexOf('x') >= 0;
    }
}
