package io.downfunnel.extract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.EventChanges;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Journey;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.store.StageEventStore.Scope;
import io.downfunnel.store.StageEventStore.Verdict;

/** What the stories of records that belong together change in the book of stage events. */
public final class Detection {
    private Detection() {}

    /** Of a lead: the fields of whose history something is read. */
    public static Set<String> historyFields(Funnel funnel) {
        var fields = new TreeSet<>(funnel.fields(CrmObject.LEAD));
        fields.add("leadConverted");
        return fields;
    }

    /** With everything that the stories tell. */
    public static Verdict think(Funnel funnel, Scope scope) {
        return think(funnel, scope, Instant.MAX);
    }

    /** @param upTo what happened later is left out */
    public static Verdict think(Funnel funnel, Scope scope, Instant upTo) {
        var opportunityIds =
                scope.opportunities().stream().map(OpportunityStory::id).collect(Collectors.toSet());
        var roots = Lineages.assign(scope.leads(), opportunityIds, scope.lineages());
        var inserts = new ArrayList<StageEvent>();
        var updates = new ArrayList<RecordedEvent>();
        var withdrawals = new ArrayList<RecordedEvent>();
        var stored = byRoot(scope, roots);
        journeys(scope, roots).forEach((root, journey) -> {
            var changes = EventBook.compare(
                    root, StageDetector.detect(journey, funnel, upTo), stored.getOrDefault(root, List.of()));
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
