package io.downfunnel.schedule;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.downfunnel.store.RunStore.DestinationCounts;

/**
 * What one sync did, in the shape that {@code sync --once --json} prints.
 *
 * @param matched stage events that belong to at least one click
 * @param conversions conversions made in this sync, in whatever state
 * @param problems sentences for a person: what failed, what it means, what to do
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
        @JsonIgnore List<Problem> problems) {

    /** Records that were new or changed. */
    public record Extracted(long lead, long opportunity) {}

    /**
     * @param needsPerson somebody can mend it; otherwise it broke, or passes by itself
     */
    public record Problem(String text, boolean needsPerson) {}

    public SyncSummary {
        destinations = Map.copyOf(destinations);
        problems = List.copyOf(problems);
    }
}
