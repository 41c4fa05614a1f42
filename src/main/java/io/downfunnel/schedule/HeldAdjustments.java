package io.downfunnel.schedule;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.AdjustmentStore.Held;
import io.downfunnel.store.RunStore;

/** A person's word about an adjustment that is on hold: let it go, or leave the conversion as it is. Recorded as a run. */
@ApplicationScoped
public class HeldAdjustments {
    private final AdjustmentStore adjustments;
    private final RunStore runs;
    private final Node node;

    public HeldAdjustments(AdjustmentStore adjustments, RunStore runs, Node node) {
        this.adjustments = adjustments;
        this.runs = runs;
        this.node = node;
    }

    /**
     * What was sent before goes out again with the same bytes; what was not is decided anew, and no brake holds it.
     *
     * @param by who decided
     * @return false when it is not held, or not any more
     */
    public boolean release(long id, String by) {
        return adjustments
                .held(id)
                .map(held -> held.frozen() ? again(held, by) : adjustments.release(held, by))
                .orElse(false);
    }

    private boolean again(Held held, String by) {
        return decide(
                "release",
                by,
                Move.of(held.id(), held.epoch(), ConversionState.READY)
                        .because("RELEASED", "Released by " + by + ": the same bytes are sent again."));
    }

    /** The conversion stays as the platform counts it; otherwise as {@link #release}. */
    public boolean cancel(long id, String by) {
        return adjustments
                .held(id)
                .map(held -> decide(
                        "cancel",
                        by,
                        Move.of(held.id(), held.epoch(), ConversionState.CANCELLED)
                                .because("CANCELLED", "Cancelled by " + by + ": the conversion stays as it is.")))
                .orElse(false);
    }

    private boolean decide(String kind, String by, Move move) {
        var id = runs.start(kind, by, node.name(), List.of());
        var run = new Run(id, node.name(), Progress.unwatched());
        var moved = adjustments.decide(
                run,
                List.of(move),
                ConversionState.HELD,
                new TrailEntry(
                        by,
                        TrailEntry.What.ADJUSTMENT_DECIDED,
                        "adjustment " + move.conversion(),
                        kind + ", run " + id));
        runs.finish(id, RunStore.Result.FINE, null);
        return moved > 0;
    }
}
