package io.downfunnel.schedule;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.DoubtStore;
import io.downfunnel.store.DoubtStore.Held;
import io.downfunnel.store.RunStore;

/** A person's word about a conversion that may have arrived: send it again, or leave it. Recorded as a run. */
@ApplicationScoped
public class HeldConversions {
    private final DoubtStore doubts;
    private final RunStore runs;
    private final Node node;

    public HeldConversions(DoubtStore doubts, RunStore runs, Node node) {
        this.doubts = doubts;
        this.runs = runs;
        this.node = node;
    }

    /**
     * The same bytes go out with the next upload.
     *
     * @param by who decided
     * @return false when it is not held, or not any more
     */
    public boolean release(String key, String by) {
        return decide(
                "release",
                key,
                by,
                held -> Move.of(held.id(), held.epoch(), ConversionState.READY)
                        .because("RELEASED", "Released by " + by + ": the same bytes are sent again."));
    }

    /** It is never sent again; otherwise as {@link #release}. */
    public boolean cancel(String key, String by) {
        return decide(
                "cancel",
                key,
                by,
                held -> Move.of(held.id(), held.epoch(), ConversionState.CANCELLED)
                        .because("CANCELLED", "Cancelled by " + by + ": it is not sent again."));
    }

    private boolean decide(String kind, String key, String by, Function<Held, Move> word) {
        var held = doubts.held(key);
        if (held.isEmpty()) {
            return false;
        }
        var id = runs.start(kind, by, node.name(), List.of());
        var run = new Run(id, node.name(), Progress.unwatched());
        var moved = doubts.decide(
                run,
                held.stream().map(word).toList(),
                ConversionState.HELD,
                new TrailEntry(by, TrailEntry.What.CONVERSION_DECIDED, key, kind + ", run " + id));
        runs.finish(id, RunStore.Result.FINE, null);
        return moved > 0;
    }
}
