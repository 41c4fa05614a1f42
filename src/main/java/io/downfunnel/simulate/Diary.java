package io.downfunnel.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.EventChanges;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.RecordedEvent;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Withdrawal;
import io.downfunnel.extract.Detection;
import io.downfunnel.match.Matcher;
import io.downfunnel.simulate.Look.Seen;
import io.downfunnel.store.StageEventStore.Scope;

/** Reads a dossier night by night, as detection and matching did or would have done. */
final class Diary {
    private final Funnel funnel;
    private final Funnel unconditional;
    private final Set<String> mapped;
    private final Nights nights;
    private final Predicate<Instant> wanted;

    /**
     * @param funnel its stages and exclusions
     * @param mapped the stages whose events matter
     * @param wanted the instants in which events are of interest
     */
    Diary(Funnel funnel, Set<String> mapped, Nights nights, Predicate<Instant> wanted) {
        this.funnel = new Funnel(relevant(funnel.stages(), mapped), List.of(), funnel.exclusions());
        this.unconditional = new Funnel(
                this.funnel.stages().stream()
                        .map(stage -> new FunnelStage(
                                stage.name(), stage.object(), stage.trigger(), List.of(), stage.inferredWhenSkipped()))
                        .toList(),
                List.of(),
                List.of());
        this.mapped = Set.copyOf(mapped);
        this.nights = nights;
        this.wanted = wanted;
    }

    /** Those that are mapped, and those that tell of a mapped stage that was skipped. */
    private static List<FunnelStage> relevant(List<FunnelStage> stages, Set<String> mapped) {
        var relevant = new ArrayList<FunnelStage>();
        var infers = false;
        for (var stage : stages) {
            if (infers || mapped.contains(stage.name())) {
                relevant.add(stage);
            }
            infers |= mapped.contains(stage.name()) && stage.inferredWhenSkipped();
        }
        return relevant;
    }

    /**
     * Empty where no event of interest can ever have been seen. What it sees is more than any night saw, and found at once.
     *
     * @param stories whatever they lend each other
     */
    Optional<Prospect> prospect(Dossier stories) {
        if (funnel.stages().stream().noneMatch(stage -> conceivable(stage, stories))) {
            return Optional.empty();
        }
        var leads = stories.leads().stream().map(Diary::unmerged).toList();
        var scope = new Scope(leads, stories.opportunities(), Map.of(), List.of());
        var possible = Detection.think(unconditional, scope).changes().inserts().stream()
                .filter(event -> mapped.contains(event.stage()))
                .map(StageEvent::occurredAt)
                .toList();
        return possible.stream().anyMatch(wanted)
                ? possible.stream().min(Comparator.naturalOrder()).map(first -> new Prospect(first, possible.size()))
                : Optional.empty();
    }

    /** Most leads never go far: that costs a look at their fields and history, and nothing more. */
    private static boolean conceivable(FunnelStage stage, Dossier stories) {
        return switch (stage.object()) {
            case OPPORTUNITY -> !stories.opportunities().isEmpty();
            case LEAD ->
                switch (stage.trigger()) {
                    case Trigger.Created() -> !stories.leads().isEmpty();
                    case Trigger.Becomes(var field, var values) ->
                        field.equals("IsConverted")
                                || stories.leads().stream().anyMatch(lead -> everHeld(lead, field, values));
                };
            case CONTACT -> false;
        };
    }

    private static boolean everHeld(LeadStory lead, String field, List<String> values) {
        return Optional.ofNullable(lead.fields().get(field))
                        .filter(values::contains)
                        .isPresent()
                || lead.history().stream()
                        .filter(row -> row.field().equals(field))
                        .anyMatch(row -> row.from().filter(values::contains).isPresent()
                                || row.to().filter(values::contains).isPresent());
    }

    /** The nights in which something became known, from the first possible event on. */
    Looks of(Dossier dossier, Prospect prospect) {
        var book = new Book();
        return new Looks(
                List.copyOf(nights(dossier, prospect.first())), prospect.events(), night -> book.look(dossier, night));
    }

    private static LeadStory unmerged(LeadStory lead) {
        return lead.masterId().isEmpty()
                ? lead
                : new LeadStory(
                        lead.id(),
                        lead.createdAt(),
                        lead.modifiedAt(),
                        lead.deleted(),
                        Optional.empty(),
                        lead.fields(),
                        lead.currency(),
                        lead.problem(),
                        lead.history());
    }

    private Set<Instant> nights(Dossier dossier, Instant first) {
        var found = new TreeSet<Instant>();
        found.add(nights.firstFrom(first));
        news(dossier).filter(at -> !at.isBefore(first)).map(nights::firstFrom).forEach(found::add);
        return found;
    }

    /** Every instant at which the CRM came to tell something else. */
    private static Stream<Instant> news(Dossier dossier) {
        return Stream.of(
                        dossier.leads().stream().flatMap(Diary::news),
                        dossier.opportunities().stream().flatMap(Diary::news),
                        dossier.lendings().values().stream()
                                .flatMap(List::stream)
                                .flatMap(lending -> Stream.concat(
                                        Stream.of(
                                                lending.linkedAt(),
                                                lending.lender().createdAt(),
                                                lending.modifiedAt()),
                                        lending.lender().clicks().stream().map(click -> click.clickedAt()))))
                .flatMap(instants -> instants);
    }

    private static Stream<Instant> news(LeadStory lead) {
        return Stream.concat(
                Stream.of(lead.createdAt(), lead.modifiedAt()),
                lead.history().stream().map(FieldChange::at));
    }

    private static Stream<Instant> news(OpportunityStory opportunity) {
        return Stream.concat(
                Stream.of(opportunity.createdAt(), opportunity.modifiedAt()),
                opportunity.history().stream().map(Snapshot::at));
    }

    /** Stands for the tables of stage events, lineages and matches. */
    private final class Book {
        private final Map<Long, RecordedEvent> rows = new LinkedHashMap<>();
        private final Map<Long, Match> matches = new HashMap<>();
        private Map<String, String> lineages = Map.of();

        Look look(Dossier dossier, Instant night) {
            var past = night.equals(nights.present()) ? Past.present(dossier) : Past.of(dossier, night);
            var verdict = Detection.think(
                    funnel,
                    new Scope(past.leads(), past.opportunities(), lineages, List.copyOf(rows.values())),
                    past.upTo());
            lineages = verdict.lineages();
            var withdrawn = write(verdict.changes());
            var seen = new ArrayList<Seen>();
            for (var row : rows.values()) {
                if (mapped.contains(row.event().stage())) {
                    seen.add(seen(row, past, withdrawn));
                }
            }
            return new Look(night, seen);
        }

        private Set<Long> write(EventChanges changes) {
            changes.inserts().stream()
                    .sorted(Comparator.comparing(StageEvent::lineage)
                            .thenComparing(StageEvent::stage)
                            .thenComparing(StageEvent::occurrence))
                    .forEach(event -> {
                        var id = rows.size() + 1L;
                        rows.put(id, new RecordedEvent(id, event, Optional.empty()));
                    });
            changes.updates().forEach(row -> rows.put(row.id(), row));
            var withdrawn = new HashSet<Long>();
            changes.withdrawals().forEach(row -> {
                rows.put(row.id(), row);
                withdrawn.add(row.id());
            });
            return withdrawn;
        }

        /** What stands is matched anew whenever something changed; what no longer does is decided about once. */
        private Seen seen(RecordedEvent row, Past past, Set<Long> withdrawn) {
            var event = row.event();
            var stands =
                    event.withdrawal().filter(why -> why != Withdrawal.DELETED).isEmpty();
            if (stands) {
                matches.put(row.id(), new Matcher(funnel).match(event, past.candidates(event.recordId())));
            }
            return new Seen(
                    row.id(),
                    event,
                    row.unitedWith(),
                    matches.getOrDefault(row.id(), Match.NOTHING),
                    stands || withdrawn.contains(row.id()));
        }
    }
}
