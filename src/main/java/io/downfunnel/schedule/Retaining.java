package io.downfunnel.schedule;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Retention;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.Run;
import io.downfunnel.retain.RetainStep;
import io.downfunnel.retain.RetainStep.Retained;
import io.downfunnel.retain.RetainStep.Tonight;
import io.downfunnel.store.RetentionStore;
import io.downfunnel.store.RetentionStore.Chosen;
import io.downfunnel.store.RetentionStore.Night;
import io.downfunnel.store.RunStore.Result;

/** How long personal data is kept; and the removing of what is past its time, as a run of its own. */
@ApplicationScoped
public class Retaining {
    private final RetainStep step;
    private final RetentionStore store;
    private final RunBook book;

    Retaining(RetainStep step, RetentionStore store, RunBook book) {
        this.step = step;
        this.store = store;
        this.book = book;
    }

    /**
     * How long one of the two is kept.
     *
     * @param period empty: for good
     * @param usual what the settings say
     * @param chosen by whom and when it was decided otherwise; empty: it is as the settings have it
     * @param goesAt when the oldest one that is kept may go at the earliest; empty when nobody knows yet or none is kept
     * @param oldest when its time began
     */
    public record Standing(
            What what,
            Optional<Integer> period,
            Optional<Integer> usual,
            Optional<Chosen> chosen,
            Optional<Instant> oldest,
            Optional<Instant> goesAt) {}

    /** What came of a wish to keep something for another time. */
    public sealed interface Change {
        record Done() implements Change {}

        /** It is kept for that long already. */
        record Same() implements Change {}

        /** Reports would lack what they read. */
        record TooShort() implements Change {}

        /** Somebody else has changed it meanwhile. */
        record Meanwhile(Optional<Integer> period) implements Change {}

        /** It is shorter, and cannot be undone: whoever is sure says so. */
        record Ask(Tonight wouldGo) implements Change {}
    }

    public List<Standing> standing() {
        var inForce = step.inForce();
        var chosen = store.chosen();
        var night = store.latestFinished();
        return Arrays.stream(What.values())
                .map(what -> {
                    var oldest = night.flatMap(last -> oldest(last, what));
                    return new Standing(
                            what,
                            inForce.period(what),
                            step.usual().period(what),
                            Optional.ofNullable(chosen.get(what)),
                            oldest,
                            oldest.flatMap(at -> inForce.until(what, at)));
                })
                .toList();
    }

    private static Optional<Instant> oldest(Night night, What what) {
        return switch (what) {
            case PAYLOADS -> night.oldestPayload();
            case IDENTIFIERS -> night.oldestRecord();
        };
    }

    /** What would go now. Of large tables a part is looked at. */
    public Tonight tonight() {
        return step.tonight(step.inForce());
    }

    /** What the latest run removed, also while it goes on. */
    public Optional<Night> latest() {
        return store.latest();
    }

    /**
     * @param wanted empty: for good
     * @param before what was in force when the person decided
     * @param sure whether they know that a shorter time cannot be undone
     */
    public Change change(What what, Optional<Integer> wanted, Optional<Integer> before, boolean sure, String by) {
        var inForce = step.inForce();
        if (wanted.filter(period -> period < what.least()).isPresent()) {
            return new Change.TooShort();
        }
        if (!inForce.period(what).equals(before)) {
            return new Change.Meanwhile(inForce.period(what));
        }
        if (wanted.equals(before)) {
            return new Change.Same();
        }
        var other = with(inForce, what, wanted);
        if (other.shorter(what, inForce) && !sure) {
            return new Change.Ask(step.tonight(other));
        }
        return step.choose(what, wanted, before, by)
                ? new Change.Done()
                : new Change.Meanwhile(step.inForce().period(what));
    }

    private static Retention with(Retention retention, What what, Optional<Integer> period) {
        var periods = new EnumMap<What, Integer>(What.class);
        periods.putAll(retention.periods());
        periods.remove(what);
        period.ifPresent(wanted -> periods.put(what, wanted));
        return new Retention(periods);
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
                .map(night -> (done.whole() ? "" : "Stopped, the next run goes on with the rest. ")
                        + "Removed: what was sent of %,d conversions, the identifiers of %,d records, what platforms told of %,d clicks"
                                .formatted(night.payloads(), night.records(), night.clicks()))
                .orElse("Another node is at it, and goes on");
    }
}
