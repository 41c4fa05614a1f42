package io.downfunnel.schedule;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.EmailAddress;
import io.downfunnel.report.Sought;
import io.downfunnel.store.ErasureStore;
import io.downfunnel.store.ErasureStore.Erasure;
import io.downfunnel.store.ErasureStore.Extent;
import io.downfunnel.store.ErasureStore.Who;
import io.downfunnel.store.RunStore;

/** Removes a person's data on request. Recorded as a run, with the name of who did it and never with that of whose it was. */
@ApplicationScoped
public class Erasures {
    /** In characters. */
    public static final int LONGEST_REASON = 500;

    private final ErasureStore erasures;
    private final RunStore runs;
    private final Node node;

    public Erasures(ErasureStore erasures, RunStore runs, Node node) {
        this.erasures = erasures;
        this.runs = runs;
        this.node = node;
    }

    /**
     * Who is meant by what somebody typed: a record id of 15 or 18 characters, or an e-mail address, which is hashed at
     * once and goes nowhere. The hash of one, 64 digits, does as well. Empty for anything else.
     */
    public static Optional<Who> named(String text) {
        var typed = text.strip();
        return Sought.of(typed) instanceof Sought.CrmRecord(var id)
                ? Optional.of(new Who.ByRecord(id))
                : EmailAddress.hash(typed).map(Who.ByEmail::new);
    }

    /** May these words be kept for good? An address may not. */
    public static boolean mayBeKept(String reason) {
        return !reason.contains("@") && reason.strip().length() <= LONGEST_REASON;
    }

    /** The latest first. */
    public List<Erasure> latest(int limit) {
        return erasures.latest(limit);
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
