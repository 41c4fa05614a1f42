package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a platform says of its own accord about the uploads for a conversion action, as an aggregate.
 *
 * @param action id of the conversion action; empty: of all of them
 * @param way how they came in, in the platform's own word
 * @param health how the platform judges them, in its own word, such as {@code NEEDS_ATTENTION}
 * @param total events in the time it looks at
 * @param successful those of them that it took
 * @param pending those that it has not decided about
 * @param lastUpload when the last one came; empty where it does not say
 * @param complaints what it finds wrong, the most frequent first
 */
public record Diagnostic(
        Optional<String> action,
        String way,
        String health,
        long total,
        long successful,
        long pending,
        Optional<Instant> lastUpload,
        List<Complaint> complaints) {

    public Diagnostic {
        complaints = List.copyOf(complaints);
    }

    /** @param share of the uploads that it holds for, from 0 to 1 */
    public record Complaint(Failure failure, double share) {}
}
