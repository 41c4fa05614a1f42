package io.downfunnel.convert;

import java.time.Instant;
import java.time.ZoneOffset;

/** Dates in explanations: always of UTC, so that the same conversion is explained in the same words on every node. */
final class Days {
    private Days() {}

    static String of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** To the minute, for what is to be waited for. */
    static String minute(Instant instant) {
        return instant.toString().substring(0, 16).replace('T', ' ') + " UTC";
    }
}
