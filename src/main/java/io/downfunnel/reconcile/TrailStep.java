package io.downfunnel.reconcile;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.downfunnel.store.TrailStore;
import io.downfunnel.store.TrailStore.Verdict;

/** Looks through the audit trail, whether it still is what was written. Changes nothing of it. */
@ApplicationScoped
public class TrailStep {
    private static final Logger LOG = Logger.getLogger(TrailStep.class);

    private final TrailStore trail;

    public TrailStep(TrailStore trail) {
        this.trail = trail;
    }

    /** The hash goes to the log, where whoever writes into the database cannot reach it. */
    public Verdict run() {
        var seen = trail.verify();
        LOG.infof(
                "looked through the audit trail: %d entries, hash %s, %s",
                seen.entries(),
                seen.hash(),
                seen.broken().map(entry -> "broken at entry " + entry).orElse("unbroken"));
        return seen;
    }
}
