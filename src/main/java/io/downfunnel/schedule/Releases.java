package io.downfunnel.schedule;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.ReleaseStore;
import io.downfunnel.store.RunStore;

/** A person's word that stops a destination, or lets something go. Recorded with the name of who said it. */
@ApplicationScoped
public class Releases {
    private static final int LONGEST_REASON = 500;

    private final ReleaseStore releases;
    private final BrakeStore brakes;
    private final RunStore runs;
    private final Node node;
    private final Clock clock;
    private final long most;

    @Inject
    public Releases(ReleaseStore releases, BrakeStore brakes, RunStore runs, Node node, Clock clock) {
        this(releases, brakes, runs, node, clock, Long.MAX_VALUE);
    }

    private Releases(ReleaseStore releases, BrakeStore brakes, RunStore runs, Node node, Clock clock, long most) {
        this.releases = releases;
        this.brakes = brakes;
        this.runs = runs;
        this.node = node;
        this.clock = clock;
        this.most = most;
    }

    /**
     * The same for somebody who may not release more than that at once.
     *
     * @return one that throws {@link ReleaseStore.TooMany} where it would be more, and then nothing is released
     */
    public Releases upTo(long conversions) {
        return new Releases(releases, brakes, runs, node, clock, conversions);
    }

    /**
     * All conversions of a mapping go, be it on trial, refused or poisoned.
     *
     * @param by who decided
     * @return how many became ready; empty when nothing was closed, or not any more
     */
    public Optional<Long> open(String destination, String stage, String by) {
        return recorded("release", by, run -> releases.open(run, destination, stage, by, clock.instant(), most));
    }

    /** Other conversions of the mapping go ahead of the rest; otherwise as {@link #open}. */
    public Optional<Long> tryAgain(String destination, String stage, String by) {
        return recorded("trial", by, run -> releases.tryAgain(run, destination, stage, by));
    }

    /** What is far more than usual goes all the same; otherwise as {@link #open}. */
    public Optional<Long> volume(String destination, String stage, String by) {
        return recorded(
                "release", by, run -> releases.releaseVolume(run, destination, stage, by, clock.instant(), most));
    }

    /**
     * Something is sent again to a destination where too much was refused.
     *
     * @return how many were waiting; empty when it was not closed for that
     */
    public Optional<Long> letGo(String destination, String by) {
        return lift(DestinationBrake.Kind.POISON_RATE, destination, by);
    }

    /**
     * Nothing is sent to the destination from the next batch on, by any node. Extraction and verdicts go on.
     *
     * @param why for everybody to read; its first 500 characters are kept
     * @return false when it was stopped already; the first reason stays then
     */
    public boolean stop(String destination, String why, String by) {
        var reason = why.strip();
        reason = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("Whoever stops a destination says why");
        }
        var sentence = "Stopped by " + by + ": " + reason + (reason.matches(".*[.!?]") ? "" : ".");
        return brakes.set(DestinationBrake.Kind.STOPPED, destination, sentence, "", by);
    }

    /** What {@link #stop} stopped is sent to again; otherwise as {@link #letGo}. */
    public Optional<Long> start(String destination, String by) {
        return lift(DestinationBrake.Kind.STOPPED, destination, by);
    }

    private Optional<Long> lift(DestinationBrake.Kind kind, String destination, String by) {
        return recorded("release", by, run -> releases.lift(run, kind, destination, by, most));
    }

    private Optional<Long> recorded(String kind, String by, Function<Run, Optional<Long>> word) {
        var id = runs.start(kind, by, node.name(), List.of());
        try {
            return word.apply(new Run(id, node.name(), Progress.unwatched()));
        } finally {
            runs.finish(id, RunStore.Result.FINE, null);
        }
    }
}
