package io.downfunnel.schedule;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.downfunnel.store.RunStore.DestinationCounts;

/** What a run has done so far, added up over the steps it comes back to. */
final class SyncFigures {
    private static final DestinationCounts NOTHING = new DestinationCounts(0, 0, 0, 0, 0, 0);

    private final Map<String, DestinationCounts> destinations = new TreeMap<>();
    private long leads;
    private long opportunities;
    private long stageEvents;
    private long matched;
    private long unmatched;
    private long conversions;

    void extracted(long leads, long opportunities) {
        this.leads += leads;
        this.opportunities += opportunities;
    }

    void detected(long stageEvents) {
        this.stageEvents += stageEvents;
    }

    void matched(long matched, long unmatched) {
        this.matched += matched;
        this.unmatched += unmatched;
    }

    void converted(long conversions) {
        this.conversions += conversions;
    }

    /** They are in the summary also when nothing was sent there. */
    void looksAfter(Set<String> names) {
        names.forEach(name -> destinations.put(name, NOTHING));
    }

    Map<String, DestinationCounts> destinations() {
        return destinations;
    }

    long leads() {
        return leads;
    }

    long opportunities() {
        return opportunities;
    }

    long stageEvents() {
        return stageEvents;
    }

    long matched() {
        return matched;
    }

    long unmatched() {
        return unmatched;
    }

    long conversions() {
        return conversions;
    }
}
