package io.downfunnel.extract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.StageEvent.Evidence;

/** Finds in an opportunity's history when it reached a stage. */
record OpportunitySightings(OpportunityStory opportunity) {
    private static final String STAGE_NAME = "StageName";
    private static final Comparator<Snapshot> IN_TIME =
            Comparator.comparing(Snapshot::at).thenComparing(Snapshot::id);

    List<Sighting> of(FunnelStage stage) {
        if (stage.object() != CrmObject.OPPORTUNITY
                || !stage.conditions().stream().allMatch(condition -> condition.holds(opportunity.fields()))) {
            return List.of();
        }
        return switch (stage.trigger()) {
            case Trigger.Created() -> List.of(created());
            case Trigger.Becomes(var field, var values) -> became(field, values);
        };
    }

    /** The rows in which it reached the stage, by their place. */
    private static List<Integer> entries(List<Snapshot> rows, List<String> values) {
        var entries = new ArrayList<Integer>();
        var before = false;
        for (int place = 0; place < rows.size(); place++) {
            var inside = rows.get(place).stageName().map(values::contains).orElse(before);
            if (inside && !before) {
                entries.add(place);
            }
            before = inside;
        }
        return entries;
    }

    private List<Sighting> became(String field, List<String> values) {
        var rows = field.equals(STAGE_NAME) ? rows() : List.<Snapshot>of();
        var now = Optional.ofNullable(opportunity.fields().get(field)).filter(values::contains);
        if (rows.isEmpty()) {
            return now.map(value -> List.of(withoutHistory())).orElse(List.of());
        }
        var sequels = new Sequels(opportunity, rows);
        var entries = entries(rows, values);
        var sightings = new ArrayList<Sighting>();
        for (int i = 0; i < entries.size(); i++) {
            var end = i + 1 < entries.size() ? entries.get(i + 1) : rows.size();
            var row = rows.get(entries.get(i));
            sightings.add(
                    sighting(row.at(), Evidence.HISTORY, Optional.of(row), sequels.of(entries.get(i), end, values)));
        }
        var inside = rows.getLast().stageName().filter(values::contains).isPresent();
        if (now.isPresent()
                && !inside
                && opportunity.modifiedAt().isAfter(rows.getLast().at())) {
            sightings.add(sighting(opportunity.modifiedAt(), Evidence.OBSERVED, Optional.empty()));
        }
        return sightings;
    }

    private List<Snapshot> rows() {
        return opportunity.history().stream().sorted(IN_TIME).toList();
    }

    private Sighting withoutHistory() {
        return opportunity.modifiedAt().equals(opportunity.createdAt())
                ? created()
                : sighting(opportunity.modifiedAt(), Evidence.OBSERVED, Optional.empty());
    }

    /** Its first row tells how it was created. */
    private Sighting created() {
        var rows = rows();
        return sighting(
                opportunity.createdAt(),
                Evidence.CREATED,
                rows.stream().findFirst(),
                new Sequels(opportunity, rows).sinceCreation());
    }

    private Sighting sighting(Instant at, Evidence evidence, Optional<Snapshot> row) {
        return sighting(at, evidence, row, new Sequel(opportunity.amount(), at, Optional.empty(), Optional.empty()));
    }

    private Sighting sighting(Instant at, Evidence evidence, Optional<Snapshot> row, Sequel sequel) {
        return new Sighting(
                CrmObject.OPPORTUNITY,
                opportunity.id(),
                at,
                evidence,
                row.map(Snapshot::id),
                row.isPresent() ? row.flatMap(Snapshot::amount) : opportunity.amount(),
                opportunity.currency(),
                row.flatMap(Snapshot::stageName)
                        .or(() -> Optional.ofNullable(opportunity.fields().get(STAGE_NAME))),
                row.flatMap(Snapshot::problem).or(opportunity::problem),
                opportunity.deleted(),
                sequel);
    }
}
