package io.downfunnel.extract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Journey;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.StageEvent;

/**
 * Tells from a journey's whole story which stages it reached and when. Always from the whole story: the order in which
 * its parts arrived leaves no trace.
 */
public final class StageDetector {
    private StageDetector() {}

    /** In the order of the funnel, then of occurrences. */
    public static List<StageEvent> detect(Journey journey, Funnel funnel) {
        return detect(journey, funnel, Instant.MAX);
    }

    /** @param upTo what happened later is not seen */
    public static List<StageEvent> detect(Journey journey, Funnel funnel, Instant upTo) {
        var seen = new LinkedHashMap<FunnelStage, List<Sighting>>();
        funnel.stages()
                .forEach(stage -> seen.put(
                        stage,
                        sightings(journey, stage).stream()
                                .filter(sighting -> !sighting.at().isAfter(upTo))
                                .toList()));
        var events = new ArrayList<StageEvent>();
        for (int position = 0; position < funnel.stages().size(); position++) {
            var stage = funnel.stages().get(position);
            var sightings = withInference(stage, seen.get(stage), later(seen, funnel.stages(), position));
            for (int occurrence = 1; occurrence <= sightings.size(); occurrence++) {
                events.add(sightings.get(occurrence - 1).event(journey.lineage(), stage.name(), occurrence));
            }
        }
        return events;
    }

    /** A lead that was merged away speaks up only where the surviving one has nothing to say: merging is no event. */
    private static List<Sighting> sightings(Journey journey, FunnelStage stage) {
        var survivors = journey.leads().stream().filter(lead -> lead.masterId().isEmpty());
        var sightings = new ArrayList<>(Stream.concat(
                        survivors.flatMap(lead -> new LeadSightings(lead).of(stage).stream()),
                        journey.opportunities().stream()
                                .flatMap(opportunity -> new OpportunitySightings(opportunity).of(stage).stream()))
                .sorted(Sighting.IN_TIME)
                .toList());
        journey.leads().stream()
                .filter(lead -> lead.masterId().isPresent())
                .sorted(Comparator.comparing(LeadStory::createdAt).thenComparing(LeadStory::id))
                .map(lead -> new LeadSightings(lead)
                        .of(stage).stream().sorted(Sighting.IN_TIME).toList())
                .filter(its -> its.size() > sightings.size())
                .forEach(its -> sightings.addAll(its.subList(sightings.size(), its.size())));
        return sightings;
    }

    private static List<Sighting> later(Map<FunnelStage, List<Sighting>> seen, List<FunnelStage> stages, int position) {
        return stages.subList(position + 1, stages.size()).stream()
                .flatMap(stage -> seen.get(stage).stream())
                .toList();
    }

    /**
     * The next stage's moment becomes the first occurrence. Where the stage itself was seen later still, that is the same
     * reaching told late (a lead's status is often set just after its conversion), not a second one.
     */
    private static List<Sighting> withInference(FunnelStage stage, List<Sighting> own, List<Sighting> later) {
        var next = stage.inferredWhenSkipped() ? first(later) : Optional.<Sighting>empty();
        var first = own.stream().min(Comparator.comparing(Sighting::at));
        if (next.isEmpty()
                || first.isPresent() && !first.get().at().isAfter(next.get().at())) {
            return own;
        }
        var counted = new ArrayList<Sighting>();
        counted.add(next.get().inferred());
        own.stream().skip(1).forEach(counted::add);
        return counted;
    }

    /** Rather by a record that still exists. At one instant the stage that comes first in the funnel. */
    private static Optional<Sighting> first(List<Sighting> sightings) {
        return sightings.stream().min(Comparator.comparing(Sighting::deleted).thenComparing(Sighting::at));
    }
}
