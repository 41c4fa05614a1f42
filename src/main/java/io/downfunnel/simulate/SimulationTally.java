package io.downfunnel.simulate;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.WonWeek;

/** Counts what became of dossier after dossier. What it keeps does not grow with them. */
final class SimulationTally {

    /** A mapping is its stage and its destination. */
    private record Place(String stage, String destination) {
        static Place of(ConversionMapping mapping) {
            return new Place(mapping.stage(), mapping.destination());
        }

        static Place of(Course course) {
            return new Place(course.event().stage(), course.destination());
        }
    }

    private static final class WonTally {
        private final Sums revenue = new Sums();
        private long deals;
    }

    private final Days days;
    private final ZoneId zone;
    private final Map<Place, MappingTally> mappings = new LinkedHashMap<>();
    private final Map<LocalDate, WonTally> won = new TreeMap<>();
    private long records;
    private long journeys;

    SimulationTally(Funnel funnel, Optional<Funnel> live, Days days, ZoneId zone) {
        this.days = days;
        this.zone = zone;
        funnel.mappings().forEach(mapping -> begin(mapping, false, live.isPresent()));
        live.map(Funnel::mappings).orElse(List.of()).stream()
                .filter(mapping -> !mappings.containsKey(Place.of(mapping)))
                .forEach(mapping -> begin(mapping, true, true));
    }

    private void begin(ConversionMapping mapping, boolean removed, boolean compared) {
        mappings.put(Place.of(mapping), new MappingTally(mapping, removed, compared, this::week));
    }

    private LocalDate week(Instant at) {
        return LocalDate.ofInstant(at, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** Whether an event of that moment counts. */
    boolean wants(Instant at) {
        return days.contains(LocalDate.ofInstant(at, zone));
    }

    /** Of one dossier. */
    synchronized void add(Dossier dossier, List<Course> here, List<Course> live) {
        records += dossier.leads().size() + dossier.opportunities().size();
        dossier.opportunities().stream().filter(SimulationTally::isWon).forEach(this::won);
        var ours = byKey(here);
        var theirs = byKey(live);
        Stream.concat(here.stream(), live.stream().filter(course -> !ours.containsKey(course.key())))
                .filter(course -> wants(course.event().occurredAt()))
                .forEach(course -> mappings.get(Place.of(course))
                        .add(
                                Optional.ofNullable(ours.get(course.key())),
                                Optional.ofNullable(theirs.get(course.key()))));
        var counted = here.stream()
                .filter(course -> wants(course.event().occurredAt()))
                .toList();
        journeys += counted.stream()
                .map(course -> course.event().lineage())
                .distinct()
                .count();
        revenue(dossier, counted.stream().filter(Course::sent).toList());
    }

    private static Map<ConversionKey, Course> byKey(List<Course> courses) {
        return courses.stream().collect(Collectors.toMap(Course::key, Function.identity(), (first, second) -> first));
    }

    private static boolean isWon(OpportunityStory opportunity) {
        return !opportunity.deleted() && "true".equals(opportunity.fields().get("IsWon"));
    }

    private void won(OpportunityStory opportunity) {
        var at = wonAt(opportunity);
        if (wants(at)) {
            var week = won.computeIfAbsent(week(at), monday -> new WonTally());
            week.deals++;
            week.revenue.add(amount(opportunity));
        }
    }

    /** The first of the last rows that name its stage; without a history, its last change. */
    private static Instant wonAt(OpportunityStory opportunity) {
        var rows = opportunity.history().stream()
                .sorted(Comparator.comparing(Snapshot::at)
                        .thenComparing(Snapshot::id)
                        .reversed())
                .takeWhile(row -> row.stageName()
                        .equals(Optional.ofNullable(opportunity.fields().get("StageName"))))
                .toList();
        return rows.isEmpty() ? opportunity.modifiedAt() : rows.getLast().at();
    }

    private static Optional<Money> amount(OpportunityStory opportunity) {
        return opportunity.amount().flatMap(amount -> opportunity.currency().flatMap(code -> money(amount, code)));
    }

    private static Optional<Money> money(BigDecimal amount, String code) {
        try {
            return Optional.of(new Money(amount, Currency.getInstance(code)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Each deal once for each mapping, however many people of it were told of. */
    private void revenue(Dossier dossier, List<Course> sent) {
        var deals = dossier.opportunities().stream()
                .filter(SimulationTally::isWon)
                .collect(Collectors.toMap(OpportunityStory::id, Function.identity()));
        if (deals.isEmpty()) {
            return;
        }
        var dealOf = dossier.leads().stream()
                .filter(lead -> lead.fields().containsKey("ConvertedOpportunityId"))
                .collect(Collectors.toMap(LeadStory::id, lead -> lead.fields().get("ConvertedOpportunityId")));
        var counted = new HashSet<Object>();
        for (var course : sent) {
            var record = course.event().recordId();
            var deal = deals.get(
                    course.event().object() == CrmObject.OPPORTUNITY ? record : dealOf.getOrDefault(record, ""));
            if (deal != null && counted.add(List.of(Place.of(course), deal.id()))) {
                mappings.get(Place.of(course)).won(amount(deal));
            }
        }
    }

    synchronized Simulation result(Instant present, Optional<Integer> liveVersion, List<String> notes) {
        return new Simulation(
                days,
                zone.getId(),
                present,
                liveVersion,
                records,
                journeys,
                won.entrySet().stream()
                        .map(week -> new WonWeek(
                                week.getKey(),
                                week.getValue().deals,
                                week.getValue().revenue.all()))
                        .toList(),
                mappings.values().stream().map(MappingTally::result).toList(),
                notes);
    }
}
