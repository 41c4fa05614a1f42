package io.downfunnel.match;

import jakarta.inject.Singleton;

import io.downfunnel.domain.Run;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.MatchStore;

/** Matches stage events that are new, or whose records changed. */
@Singleton
public class MatchStep {
    private static final int BATCH = 2_000;

    /**
     * @param matched events with at least one click ID that fits
     * @param unmatched events without
     */
    public record Matched(long matched, long unmatched) {}

    private final FunnelStore funnels;
    private final MatchStore matches;

    public MatchStep(FunnelStore funnels, MatchStore matches) {
        this.funnels = funnels;
        this.matches = matches;
    }

    /** Until no stage event is left to match that nobody else works on. Safe on several nodes at once. */
    public Matched run(Run run) {
        run.progress().expect(matches.due());
        var total = new Matched(0, 0);
        MatchStore.Saved saved;
        do {
            saved = matches.match(
                    BATCH, funnels, (funnel, event, candidates) -> new Matcher(funnel).match(event, candidates));
            total = new Matched(total.matched() + saved.matched(), total.unmatched() + saved.unmatched());
            run.progress().advance(saved.matched() + saved.unmatched());
        } while (saved.matched() + saved.unmatched() > 0 && run.progress().goesOn());
        return total;
    }
}
