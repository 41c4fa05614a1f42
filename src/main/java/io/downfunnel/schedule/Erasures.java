package io.downfunnel.schedule;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.store.ErasureStore;
import io.downfunnel.store.ErasureStore.Extent;
import io.downfunnel.store.ErasureStore.Who;
import io.downfunnel.store.RunStore;

/** Removes a person's data on request. Recorded as a run, with the name of who did it and never with that of whose it was. */
@ApplicationScoped
public class Erasures {
    private final ErasureStore erasures;
    private final RunStore runs;
    private final Node node;

    public Erasures(ErasureStore erasures, RunStore runs, Node node) {
        this.erasures = erasures;
        this.runs = runs;
        this.node = node;
    }

    /** What {@link #erase} would remove; changes nothing. */
    public Optional<Extent> look(Who who) {
        return erasures.look(who);
    }

    /**
     * @param by who does it
     * @param reason in words without personal data; may be empty
     * @return what was removed; empty when nobody is known by that
     */
    public Optional<Extent> erase(Who who, String by, String reason) {
        var id = runs.start("erase", by, node.name(), List.of());
        var erased = erasures.erase(new Run(id, node.name(), Progress.unwatched()), who, by, reason.strip());
        runs.finish(id, RunStore.Result.FINE, null);
        return erased;
    }
}
