package io.downfunnel.schedule;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.downfunnel.store.RunStore.DestinationCounts;

/**
 * What one run did, in the shape that {@code sync --once --json} prints.
 *
 * @param matched stage events that belong to at least one click
 * @param conversions conversions that were made in this run, in whatever state
 * @param destinations by name; also those that nothing was sent to
 * @param onTrial of those on hold, the ones that wait for nobody but their mapping's trial
 * @param problems what failed, what it means and what to do
 */
@JsonPropertyOrder({"extracted", "stageEvents", "matched", "unmatched", "conversions", "destinations", "durationMs"})
public record SyncSummary(
        Extracted extracted,
        long stageEvents,
        long matched,
        long unmatched,
        long conversions,
        Map<String, DestinationCounts> destinations,
        long durationMs,
        @JsonIgnore long onTrial,
        @JsonIgnore List<Problem> problems) {

    /** Records that were new or changed. */
    public record Extracted(long lead, long opportunity) {}

    /** @param needsPerson somebody has to mend it; otherwise it passes by itself, or is ours to mend */
    public record Problem(String text, boolean needsPerson) {}

    /** How it ended, and with which exit code. */
    public enum Ending {
        FINE,
        NEEDS_YOU,
        BROKE
    }

    public SyncSummary {
        destinations = Collections.unmodifiableMap(new TreeMap<>(destinations));
        problems = List.copyOf(problems);
    }

    /** What broke outweighs what waits for a person. */
    public Ending ending() {
        if (problems.stream().anyMatch(problem -> !problem.needsPerson())) {
            return Ending.BROKE;
        }
        long waiting = destinations.values().stream()
                .mapToLong(counts -> counts.needsYou() + counts.onHold())
                .sum();
        return waiting > onTrial || !problems.isEmpty() ? Ending.NEEDS_YOU : Ending.FINE;
    }
}
