package io.downfunnel.extract;

import java.util.List;

import jakarta.inject.Singleton;

import io.downfunnel.domain.Run;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.StageEventStore;
import io.downfunnel.store.StageEventStore.Saved;

/** Reads the stories of changed records anew and writes down which stages they reached. */
@Singleton
public class DetectStep {
    private static final int BATCH = 2_000;

    /**
     * @param records leads and opportunities whose story had changed
     * @param events stage events that are new
     * @param changed stage events that are told differently now
     * @param withdrawn stage events that no longer stand
     */
    public record Detected(long records, long events, long changed, long withdrawn) {
        private Detected plus(Saved saved) {
            return new Detected(
                    records + saved.records(),
                    events + saved.inserted(),
                    changed + saved.updated(),
                    withdrawn + saved.withdrawn());
        }
    }

    private final FunnelStore funnels;
    private final StageEventStore events;

    public DetectStep(FunnelStore funnels, StageEventStore events) {
        this.funnels = funnels;
        this.events = events;
    }

    /** Until no changed record is left that nobody else works on. Safe on several nodes at once. */
    public Detected run(Run run) {
        var changed = events.changedRecords();
        run.progress().expect(changed);
        var detected = new Detected(0, 0, 0, 0);
        for (var organization : changed == 0 ? List.<Short>of() : events.organizations()) {
            events.learnClosedStages(organization);
            Saved saved;
            do {
                saved = events.detect(organization, BATCH, run, Detection::historyFields, funnels, Detection::think);
                detected = detected.plus(saved);
                run.progress().advance(saved.records());
            } while (saved.records() > 0);
        }
        return detected;
    }
}
