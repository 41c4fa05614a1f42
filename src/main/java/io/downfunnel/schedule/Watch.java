package io.downfunnel.schedule;

import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Run;
import io.downfunnel.reconcile.AuditStep;
import io.downfunnel.reconcile.ProbeStep;
import io.downfunnel.reconcile.ProbeStep.Probed;
import io.downfunnel.reconcile.TellStep;
import io.downfunnel.reconcile.TrailStep;
import io.downfunnel.reconcile.WatchStep;
import io.downfunnel.store.RunStore.Result;

/** Looks whether all is as it must be, and tells people where it is not. Changes nothing about conversions. */
@ApplicationScoped
public class Watch {
    private final AuditStep audit;
    private final WatchStep watchdog;
    private final TellStep tell;
    private final ProbeStep probe;
    private final TrailStep trail;
    private final Checklists checklists;
    private final Cliffs cliffs;
    private final RunBook book;

    Watch(
            AuditStep audit,
            WatchStep watchdog,
            TellStep tell,
            ProbeStep probe,
            TrailStep trail,
            Checklists checklists,
            Cliffs cliffs,
            RunBook book) {
        this.audit = audit;
        this.watchdog = watchdog;
        this.tell = tell;
        this.probe = probe;
        this.trail = trail;
        this.checklists = checklists;
        this.cliffs = cliffs;
        this.book = book;
    }

    /**
     * The watchdog first: after a night without any node the auditor would find stuck what nobody could be told of. And
     * once more afterwards, to tell what the auditor found.
     */
    void audit(String startedBy, SyncWatcher watcher) {
        watchdog.run(cliffs.all());
        recorded(startedBy, watcher, audit::run);
        look();
    }

    /** Looks at everything at once, for somebody who asks; empty when the look itself failed. */
    public Optional<Audit> everything(String startedBy) {
        watchdog.run(cliffs.all());
        return recorded(startedBy, SyncWatcher.NOBODY, audit::full);
    }

    private Optional<Audit> recorded(String startedBy, SyncWatcher watcher, Function<Run, Audit> look) {
        try (var run = book.open("audit", startedBy, watcher, Step.AUDIT)) {
            var done = run.step(Step.AUDIT, look, Watch::inWords);
            done.ifPresent(audited -> run.end(audited.broken().isEmpty() ? Result.FINE : Result.NEEDS_YOU));
            return done;
        }
    }

    /** Looks at every connection, also at those that have nothing to send. */
    void probe(String startedBy, SyncWatcher watcher) {
        try (var run = book.open("probe", startedBy, watcher, Step.PROBE)) {
            run.step(Step.PROBE, told -> probe.run(checklists.looks()), Watch::inWords)
                    .ifPresent(done -> run.end(done.failing().isEmpty() ? Result.FINE : Result.NEEDS_YOU));
        }
        look();
    }

    /** Looks through what people did, and tells when it was changed. */
    void trail() {
        trail.run();
        look();
    }

    /** Opens and closes alerts, and posts those that are new. */
    void look() {
        watchdog.run(cliffs.all());
        tell.run();
    }

    private static String inWords(Probed done) {
        return done.failing().isEmpty()
                ? "%,d connections looked at, all of them answer".formatted(done.looked())
                : "%,d connections looked at, to be mended: %s"
                        .formatted(done.looked(), String.join(", ", done.failing()));
    }

    private static String inWords(Audit done) {
        var checked = "%,d conversions looked at".formatted(done.conversions());
        return done.broken().isEmpty()
                ? checked + ", nothing lost, nothing counted twice, and all else as it must be"
                : checked
                        + done.broken().stream()
                                .map(finding -> ", %,d %s"
                                        .formatted(
                                                finding.violations(),
                                                finding.invariant().broken()))
                                .reduce("", String::concat);
    }
}
