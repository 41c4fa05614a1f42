package io.downfunnel.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The faults every vendor can suffer, by what the client sees. */
enum WireFault {
    /** The connection is closed before anything was done. */
    DROP_BEFORE,
    /** All was done, then the connection is closed without a byte of the answer. */
    DROP_AFTER,
    /** All was done; the answer's head and half of its body arrive, then the connection is closed. */
    CUT,
    STATUS_500,
    /** With the HTML page of a gateway. */
    STATUS_502,
    STATUS_503,
    STATUS_504,
    EMPTY_200,
    HTML_200,
    /** All was done; the answer is complete as HTTP, but its JSON ends in the middle. */
    TRUNCATED,
    /** The answer comes late. */
    SLOW;

    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<WireFault> of(String kind) {
        return Arrays.stream(values())
                .filter(fault -> fault.kind().equals(kind))
                .findFirst();
    }
}
