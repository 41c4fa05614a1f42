package io.downfunnel.schedule;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Run;
import io.downfunnel.retain.RetainStep;
import io.downfunnel.retain.RetainStep.Retained;
import io.downfunnel.store.RunStore.Result;

/** Removes personal data that is past its time, as a run of its own. */
@ApplicationScoped
public class Retaining {
    private final RetainStep step;
    private final RunBook book;

    Retaining(RetainStep step, RunBook book) {
        this.step = step;
        this.book = book;
    }

    /** @return empty when it broke, or was stopped before it began */
    Optional<Retained> remove(String startedBy, SyncWatcher watcher) {
        try (var run = book.open("retention", startedBy, watcher, Step.RETAIN)) {
            var done = run.step(Step.RETAIN, (Run its) -> step.run(its), Retaining::inWords);
            done.ifPresent(retained -> run.end(retained.whole() ? Result.FINE : Result.STOPPED));
            return done;
        }
    }

    private static String inWords(Retained done) {
        return done.night()
                .map(night -> (done.whole() ? "" : "Stopped, the next run goes on; until then: ")
                        + "what was sent of %,d conversions removed, identifiers of %,d records, what platforms told of %,d clicks"
                                .formatted(night.payloads(), night.records(), night.clicks()))
                .orElse("Another node is at it, and goes on");
    }
}
