package io.downfunnel.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** When either can have seen something first; empty where neither can have seen anything of interest. */
    Optional<Instant> first(Dossier stories) {
        return Stream.concat(diary.first(stories).stream(), liveDiary.flatMap(other -> other.first(stories)).stream())
                .min(Comparator.naturalOrder());
    }

    void hand(Dossier dossier, Optional<Instant> first, Taker taker) {
        var looks = first.map(at -> diary.of(dossier, at)).orElse(List.of());
        var liveLooks = liveDiary
                .map(other -> first.map(at -> other.of(dossier, at)).orElse(List.of()))
                .orElse(looks);
        taker.take(
                dossier,
                planning.courses(dossier.organization(), looks),
                livePlanning
                        .map(other -> other.courses(dossier.organization(), liveLooks))
                        .orElse(List.of()));
    }
}
