package io.downfunnel.extract;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.downfunnel.domain.Journey.LeadStory;

/**
 * Decides which journey each record belongs to. A record keeps its root for ever, unless a merge or a lead that is seen
 * late brings two journeys together.
 */
final class Lineages {
    private static final Comparator<LeadStory> FIRST_SEEN =
            Comparator.comparing(LeadStory::createdAt).thenComparing(LeadStory::id);

    private final Map<String, String> roots;

    private Lineages(Map<String, String> known) {
        this.roots = new HashMap<>(known);
    }

    /**
     * @param known roots by record, as written down before
     * @return the root of every lead and opportunity given, and of every record known
     */
    static Map<String, String> assign(List<LeadStory> leads, Set<String> opportunities, Map<String, String> known) {
        var lineages = new Lineages(known);
        lineages.startWith(leads);
        lineages.unite(leads);
        opportunities.stream().sorted().forEach(opportunity -> lineages.found(opportunity, leads));
        return lineages.roots.keySet().stream().collect(Collectors.toMap(record -> record, lineages::root));
    }

    private String root(String record) {
        var root = record;
        while (!roots.getOrDefault(root, root).equals(root)) {
            root = roots.get(root);
        }
        return root;
    }

    private void startWith(List<LeadStory> leads) {
        leads.forEach(lead -> roots.putIfAbsent(lead.id(), lead.id()));
    }

    private void unite(List<LeadStory> leads) {
        var byId = leads.stream().collect(Collectors.toMap(LeadStory::id, lead -> lead));
        leads.stream()
                .filter(lead -> lead.masterId().isPresent())
                .sorted(FIRST_SEEN)
                .forEach(lead -> lead.masterId()
                        .filter(byId::containsKey)
                        .ifPresent(master -> point(root(lead.id()), root(master))));
    }

    private void point(String from, String to) {
        if (!from.equals(to)) {
            roots.put(from, to);
        }
    }

    /** The first lead that was converted into it founded it; later ones join it and keep their own journeys. */
    private void found(String opportunity, List<LeadStory> leads) {
        var founder = leads.stream()
                .filter(lead -> opportunity.equals(lead.fields().get("ConvertedOpportunityId")))
                .min(FIRST_SEEN);
        roots.putIfAbsent(opportunity, opportunity);
        if (root(opportunity).equals(opportunity)) {
            founder.ifPresent(lead -> point(opportunity, root(lead.id())));
        }
    }
}
