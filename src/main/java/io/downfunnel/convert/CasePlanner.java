package io.downfunnel.convert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.domain.PlanningCase.Existing;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.StageEvent.Withdrawal;
import io.downfunnel.platform.Descriptor;

/**
 * Sees to it that a stage event has exactly one conversion for every mapping of its stage.
 *
 * @param destinations what each destination's platform is and can do, by the destination's name
 */
public record CasePlanner(Funnel funnel, Map<String, Descriptor> destinations, Instant now) {
    private static final Duration NOBODY_KNOWS = Duration.ofDays(90);

    public List<Plan> plans(PlanningCase of) {
        var mappings = funnel.mappingsOf(of.event().stage());
        var mapped = mappings.stream().flatMap(mapping -> plan(of, mapping).stream());
        var unmapped = of.existing().stream()
                .filter(existing -> existing.open()
                        && mappings.stream()
                                .noneMatch(mapping -> mapping.destination().equals(existing.destination())))
                .map(existing -> removed(of, existing));
        return Stream.concat(mapped, unmapped).toList();
    }

    private Optional<Plan> plan(PlanningCase of, ConversionMapping mapping) {
        var existing = of.at(mapping.destination());
        if (existing.isPresent() && !existing.get().open() || existing.isEmpty() && neverStood(of)) {
            return Optional.empty();
        }
        var key = existing.map(Existing::key)
                .orElseGet(() -> ConversionKey.of(
                        of.organization(),
                        of.event().lineage(),
                        mapping.destination(),
                        of.event().stage(),
                        of.event().occurrence()));
        return Optional.of(new Plan(
                of, existing, key, mapping.destination(), mapping.name(), mapping.action(), decide(of, mapping, key)));
    }

    /** What was withdrawn before it ever became a conversion needs none. A deleted record's event does: it happened. */
    private static boolean neverStood(PlanningCase of) {
        return of.event().withdrawal().filter(why -> why != Withdrawal.DELETED).isPresent();
    }

    private Decision decide(PlanningCase of, ConversionMapping mapping, ConversionKey key) {
        if (of.sentElsewhere().contains(mapping.destination())) {
            return without(
                    of,
                    ConversionState.EXCLUDED,
                    Reason.MERGED,
                    "Another record of the same journey sent this conversion before the two were brought together.");
        }
        var descriptor = destinations.get(mapping.destination());
        if (descriptor == null) {
            return without(
                    of,
                    ConversionState.HELD,
                    Reason.NO_SUCH_DESTINATION,
                    "No platform for the destination " + mapping.destination() + " is installed; correct the mapping.");
        }
        var counting = of.takenBack().contains(mapping.destination()) ? mapping.countingEachTime() : mapping;
        return new Planner(counting, descriptor).decide(of.event(), of.match(), key, now);
    }

    private Plan removed(PlanningCase of, Existing existing) {
        return new Plan(
                of,
                Optional.of(existing),
                existing.key(),
                existing.destination(),
                existing.mapping(),
                existing.action(),
                without(
                        of,
                        ConversionState.EXCLUDED,
                        Reason.MAPPING_REMOVED,
                        "No mapping sends the stage “" + of.event().stage() + "” to " + existing.destination()
                                + " any more."));
    }

    private static Decision without(PlanningCase of, ConversionState state, Reason reason, String explanation) {
        return new Decision(
                state,
                Optional.of(reason),
                explanation,
                Optional.empty(),
                of.event().occurredAt().plus(NOBODY_KNOWS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
