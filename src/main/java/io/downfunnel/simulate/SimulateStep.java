package io.downfunnel.simulate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.downfunnel.convert.AdjustConfig;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.domain.Simulation;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.DossierStore;

/**
 * Goes through the stored history of the CRM with a funnel that need not be in force. Sends nothing and changes nothing: the
 * database is read in a transaction that could not write.
 */
@Singleton
public class SimulateStep {
    /** What happened before the first of the days and is still undecided then is rare after this. */
    private static final Duration LEAD_TIME = Duration.ofDays(400);

    private final DossierStore dossiers;
    private final Map<String, Descriptor> destinations;
    private final UploadTimes uploads;
    private final Duration quiet;
    private final Clock clock;

    @Inject
    SimulateStep(DossierStore dossiers, Platforms platforms, UploadTimes uploads, AdjustConfig adjust, Clock clock) {
        this(
                dossiers,
                platforms.descriptors().stream().collect(Collectors.toMap(Descriptor::id, descriptor -> descriptor)),
                uploads,
                adjust.quietPeriod(),
                clock);
    }

    /**
     * @param destinations by name
     * @param quiet how long the CRM must have been quiet before something is taken back
     */
    public SimulateStep(
            DossierStore dossiers,
            Map<String, Descriptor> destinations,
            UploadTimes uploads,
            Duration quiet,
            Clock clock) {
        this.dossiers = dossiers;
        this.destinations = Map.copyOf(destinations);
        this.uploads = uploads;
        this.quiet = quiet;
        this.clock = clock;
    }

    /**
     * @param live compared with; empty when none is in force
     * @param days on which stage events happened
     * @param progress of leads and opportunities; by several threads, one at a time
     */
    public Simulation run(Funnel funnel, Optional<Funnel.Version> live, Days days, Progress progress) {
        var present = clock.instant();
        var from = days.first().atStartOfDay(uploads.zone()).toInstant().minus(LEAD_TIME);
        return run(funnel, live, days, Nights.of(uploads.between(from, present), present), progress);
    }

    /** @param nights when things are decided about */
    Simulation run(Funnel funnel, Optional<Funnel.Version> live, Days days, Nights nights, Progress progress) {
        var inForce = live.map(Funnel.Version::funnel);
        var tally = new SimulationTally(funnel, inForce, days, uploads.zone());
        each(funnel, inForce, nights, tally::wants, progress, tally::add);
        return tally.result(nights.present(), live.map(Funnel.Version::number), notes(funnel, inForce));
    }

    /** What becomes of a dossier's conversions by the simulated funnel, and by the one in force. */
    interface Taker {
        void take(Dossier dossier, List<Course> here, List<Course> live);
    }

    /**
     * @param wanted the instants in which events are of interest
     * @param taker called by several threads at once
     */
    void each(
            Funnel funnel,
            Optional<Funnel> live,
            Nights nights,
            Predicate<Instant> wanted,
            Progress progress,
            Taker taker) {
        var both = new BothFunnels(funnel, live, destinations, quiet, nights, wanted);
        dossiers.read(
                both.historyFields(),
                new SharedProgress(progress),
                both::prospects,
                (dossier, prospects) -> both.hand(dossier, prospects, taker));
    }

    /** What the version in force asks for as well was looked for, and is not there to be read. */
    private List<String> notes(Funnel funnel, Optional<Funnel> live) {
        var notes = new ArrayList<String>();
        for (var object : CrmObject.values()) {
            var unread = new TreeSet<>(funnel.fields(object));
            live.map(other -> other.fields(object)).ifPresent(unread::removeAll);
            unread.removeAll(dossiers.fieldsRead(object));
            if (!unread.isEmpty()) {
                notes.add(object + " " + String.join(", ", unread)
                        + (unread.size() == 1 ? " has" : " have")
                        + " never been read from the CRM, so the simulation sees no value there. Once this is in force,"
                        + " the next extraction reads the past again.");
            }
        }
        var unknown = funnel.mappings().stream()
                .map(ConversionMapping::destination)
                .filter(name -> !destinations.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            notes.add("No platform for " + String.join(", ", unknown) + " is installed: nothing would be sent there.");
        }
        return notes;
    }
}
