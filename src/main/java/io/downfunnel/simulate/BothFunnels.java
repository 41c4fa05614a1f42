package io.downfunnel.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.extract.Detection;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.simulate.SimulateStep.Taker;

/** The simulated funnel and the one in force. As long as they define the same stages, one diary serves both. */
final class BothFunnels {
    private final Funnel here;
    private final Optional<Funnel> live;
    private final Diary diary;
    private final Optional<Diary> liveDiary;
    private final Planning planning;
    private final Optional<Planning> livePlanning;

    BothFunnels(
            Funnel here,
            Optional<Funnel> live,
            Map<String, Descriptor> destinations,
            Duration quiet,
            Nights nights,
            Predicate<Instant> wanted) {
        this.here = here;
        this.live = live;
        var alike = live.filter(other ->
                other.stages().equals(here.stages()) && other.exclusions().equals(here.exclusions()));
        var mapped = mapped(here);
        alike.ifPresent(other -> mapped.addAll(mapped(other)));
        this.diary = new Diary(here, mapped, nights, wanted);
        this.liveDiary =
                live.filter(other -> alike.isEmpty()).map(other -> new Diary(other, mapped(other), nights, wanted));
        this.planning = new Planning(here, destinations, nights, quiet);
        this.livePlanning = live.map(other -> new Planning(other, destinations, nights, quiet));
    }

    private static Set<String> mapped(Funnel funnel) {
        return funnel.mappings().stream().map(ConversionMapping::stage).collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> historyFields() {
        var fields = new TreeSet<>(Detection.historyFields(here));
        live.map(Detection::historyFields).ifPresent(fields::addAll);
        return fields;
    }

    /** @param live empty where one diary serves both, or nothing is in force */
    record Prospects(Optional<Prospect> here, Optional<Prospect> live) {}

    /** Empty where neither can have seen anything of interest. */
    Optional<Prospects> prospects(Dossier stories) {
        var prospects = new Prospects(diary.prospect(stories), liveDiary.flatMap(other -> other.prospect(stories)));
        return prospects.here().isPresent() || prospects.live().isPresent() ? Optional.of(prospects) : Optional.empty();
    }

    void hand(Dossier dossier, Optional<Prospects> prospects, Taker taker) {
        var looks = prospects
                .flatMap(Prospects::here)
                .map(its -> diary.of(dossier, its))
                .orElse(Looks.NONE);
        var liveLooks = liveDiary
                .map(other -> prospects
                        .flatMap(Prospects::live)
                        .map(its -> other.of(dossier, its))
                        .orElse(Looks.NONE))
                .orElse(looks);
        taker.take(
                dossier,
                planning.courses(dossier.organization(), looks),
                livePlanning
                        .map(other -> other.courses(dossier.organization(), liveLooks))
                        .orElse(List.of()));
    }
}
