package io.downfunnel.extract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.StageEvent.Evidence;

/** Finds in a lead's history when it reached a stage. */
record LeadSightings(LeadStory lead) {
    private static final Comparator<FieldChange> IN_TIME =
            Comparator.comparing(FieldChange::at).thenComparing(FieldChange::id);

    List<Sighting> of(FunnelStage stage) {
        if (stage.object() != CrmObject.LEAD
                || !stage.conditions().stream().allMatch(condition -> condition.holds(lead.fields()))) {
            return List.of();
        }
        return switch (stage.trigger()) {
            case Trigger.Created() -> List.of(created());
            case Trigger.Becomes(var field, var values) -> became(field, values);
        };
    }

    private List<Sighting> became(String field, List<String> values) {
        var rows = lead.history().stream()
                .filter(row -> row.field().equals(historyName(field)))
                .sorted(IN_TIME)
                .toList();
        var now = Optional.ofNullable(lead.fields().get(field));
        if (rows.isEmpty()) {
            return now.filter(values::contains)
                    .map(value -> List.of(withoutHistory()))
                    .orElse(List.of());
        }
        var sightings = new ArrayList<Sighting>();
        if (from(rows.getFirst()).filter(values::contains).isPresent()) {
            sightings.add(created());
        }
        rows.stream()
                .filter(row -> to(row).filter(values::contains).isPresent()
                        && from(row).filter(values::contains).isEmpty())
                .forEach(row -> sightings.add(sighting(row.at(), Evidence.HISTORY, Optional.of(row.id()))));
        var last = rows.getLast();
        if (now.filter(values::contains).isPresent()
                && to(last).filter(values::contains).isEmpty()
                && lead.modifiedAt().isAfter(last.at())) {
            sightings.add(sighting(lead.modifiedAt(), Evidence.OBSERVED, Optional.empty()));
        }
        return sightings;
    }

    /** Lead conversion writes a row under a name of its own, without values (salesforce.md §5.4). */
    private static String historyName(String field) {
        return field.equals("IsConverted") ? "leadConverted" : field;
    }

    private static Optional<String> from(FieldChange row) {
        return row.field().equals("leadConverted") ? Optional.of("false") : row.from();
    }

    private static Optional<String> to(FieldChange row) {
        return row.field().equals("leadConverted") ? Optional.of("true") : row.to();
    }

    /** Of a record that nobody touched since, the creation is the event; else the last change is all we know. */
    private Sighting withoutHistory() {
        return lead.modifiedAt().equals(lead.createdAt())
                ? created()
                : sighting(lead.modifiedAt(), Evidence.OBSERVED, Optional.empty());
    }

    private Sighting created() {
        return sighting(lead.createdAt(), Evidence.CREATED, Optional.empty());
    }

    private Sighting sighting(Instant at, Evidence evidence, Optional<String> historyId) {
        return new Sighting(
                CrmObject.LEAD,
                lead.id(),
                at,
                evidence,
                historyId,
                Optional.empty(),
                lead.currency(),
                Optional.empty(),
                lead.problem(),
                lead.deleted() && lead.masterId().isEmpty(),
                new Sequel(Optional.empty(), at, Optional.empty(), Optional.empty()));
    }
}
