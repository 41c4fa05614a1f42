package io.downfunnel.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.EventChanges;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Journey;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.StageEventStore;
import io.downfunnel.store.StageEventStore.Saved;
import io.downfunnel.store.StageEventStore.Scope;
import io.downfunnel.store.StageEventStore.Verdict;

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
                saved = events.detect(organization, BATCH, run, DetectStep::historyFields, funnels, DetectStep::think);
                detected = detected.plus(saved);
                run.progress().advance(saved.records());
            } while (saved.records() > 0 && run.progress().goesOn());
        }
        return detected;
    }

    private static Set<String> historyFields(Funnel funnel) {
        var fields = new TreeSet<>(funnel.fields(CrmObject.LEAD));
        fields.add("leadConverted");
        return fields;
    }

    private static Verdict think(Funnel funnel, Scope scope) {
        var opportunityIds =
                scope.opportunities().stream().map(OpportunityStory::id).collect(Collectors.toSet());
        var roots = Lineages.assign(scope.leads(), opportunityIds, scope.lineages());
        var inserts = new ArrayList<StageEvent>();
        var updates = new ArrayList<RecordedEvent>();
        var withdrawals = new ArrayList<RecordedEvent>();
        var stored = byRoot(scope, roots);
        journeys(scope, roots).forEach((root, journey) -> {
            var changes = EventBook.compare(
                    root, StageDetector.detect(journey, funnel), stored.getOrDefault(root, List.of()));
            inserts.addAll(changes.inserts());
            updates.addAll(changes.updates());
            withdrawals.addAll(changes.withdrawals());
        });
        return new Verdict(roots, new EventChanges(inserts, updates, withdrawals));
    }

    private static Map<String, Journey> journeys(Scope scope, Map<String, String> roots) {
        var leads = scope.leads().stream().collect(Collectors.groupingBy(lead -> roots.get(lead.id())));
        var opportunities = scope.opportunities().stream()
                .collect(Collectors.groupingBy(opportunity -> roots.get(opportunity.id())));
        var journeys = new HashMap<String, Journey>();
        var all = new HashSet<>(leads.keySet());
        all.addAll(opportunities.keySet());
        all.forEach(root -> journeys.put(
                root,
                new Journey(
                        root,
                        leads.getOrDefault(root, List.<LeadStory>of()),
                        opportunities.getOrDefault(root, List.of()))));
        return journeys;
    }

    /** Rows of a root that was united with another count for the root that is left. */
    private static Map<String, List<RecordedEvent>> byRoot(Scope scope, Map<String, String> roots) {
        return scope.events().stream()
                .collect(Collectors.groupingBy(row ->
                        roots.getOrDefault(row.event().lineage(), row.event().lineage())));
    }
}
