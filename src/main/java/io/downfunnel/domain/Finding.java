package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the auditor saw when it looked for violations of an invariant.
 *
 * @param since looked at what happened since then; empty: at everything
 * @param violations how many there are
 * @param sample some of them, the latest first
 */
public record Finding(
        Invariant invariant, Optional<Instant> since, long violations, List<Violation> sample, Duration took) {

    /**
     * A row that cannot be.
     *
     * @param conversionId empty where the trouble is that there is none
     * @param since when it came about
     * @param detail what is wrong, in a sentence without personal data
     */
    public record Violation(
            Optional<String> destination,
            Optional<Long> conversionId,
            Optional<String> key,
            Optional<String> recordId,
            Instant since,
            String detail) {

        /** What to ask {@code explain} for; empty where it could say nothing. */
        public Optional<String> toExplain() {
            return key.or(() -> recordId);
        }
    }

    public Finding {
        sample = List.copyOf(sample);
    }

    public boolean holds() {
        return violations == 0;
    }
}
