package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One look at all invariants.
 *
 * @param run that it was recorded with; empty when somebody looked by hand
 * @param conversions how many there were
 * @param findings one for each invariant
 */
public record Audit(Instant checkedAt, Optional<Long> run, long conversions, List<Finding> findings) {

    public Audit {
        findings = List.copyOf(findings);
    }

    /** What does not hold; empty when all is well. */
    public List<Finding> broken() {
        return findings.stream().filter(finding -> !finding.holds()).toList();
    }
}
