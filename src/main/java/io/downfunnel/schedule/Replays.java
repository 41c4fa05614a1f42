package io.downfunnel.schedule;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Run;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ReplayStore;
import io.downfunnel.store.ReplayStore.Extent;
import io.downfunnel.store.ReplayStore.Which;
import io.downfunnel.store.RunStore.Result;

/**
 * A person's word about conversions that a platform refused for their data: decide anew, or give up. Recorded as a run,
 * with the name of who said it.
 */
@ApplicationScoped
public class Replays {
    private static final Pattern ADDRESS = Pattern.compile("\\S+@\\S+\\.\\S+");
    private static final int LONGEST_REASON = 300;

    private final ReplayStore replays;
    private final RunBook book;
    private final Clock clock;

    Replays(ReplayStore replays, RunBook book, Clock clock) {
        this.replays = replays;
        this.book = book;
        this.clock = clock;
    }

    /**
     * They are decided anew with the next run that makes conversions; nothing is sent by this.
     *
     * @return number of the run that tells what came of it
     */
    public long replay(Which which, String by) {
        var words = "Its cause is mended, says " + by + ": it is decided anew.";
        return recorded(
                "replay", by, Step.REPLAY, which, run -> replays.replay(run, which, by, words, clock.instant()));
    }

    /**
     * They are never sent; otherwise as {@link #replay}.
     *
     * @param why for everybody to read
     * @throws IllegalArgumentException when nothing is said, or something that looks like somebody's address
     */
    public long cancel(Which which, String why, String by) {
        var reason = why.strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "Whoever gives conversions up says why, in " + LONGEST_REASON + " characters at most");
        }
        if (ADDRESS.matcher(reason).find()) {
            throw new IllegalArgumentException(
                    "The reason holds what looks like an e-mail address; it is kept, so say it without");
        }
        var words = "Given up by " + by + ": " + reason + (reason.matches(".*[.!?]") ? "" : ".");
        return recorded(
                "cancel", by, Step.CANCEL, which, run -> replays.cancel(run, which, by, words, clock.instant()));
    }

    private long recorded(String kind, String by, Step step, Which which, ToIntFunction<Run> chunk) {
        try (var run = book.open(kind, by, SyncWatcher.NOBODY, step)) {
            var before = replays.look(which, clock.instant());
            run.step(step, told -> all(told, before, chunk), moved -> inWords(step, moved, before));
            run.end(Result.FINE);
            return run.id();
        }
    }

    private static long all(Run run, Extent before, ToIntFunction<Run> chunk) {
        run.progress().expect(before.all());
        long total = 0;
        int moved;
        do {
            moved = chunk.applyAsInt(run);
            total += moved;
            run.progress().advance(moved);
        } while (moved > 0 && run.progress().goesOn());
        return total;
    }

    private static String inWords(Step step, long moved, Extent before) {
        var parts = new ArrayList<String>();
        parts.add(Wording.count(moved, "conversion")
                + (step == Step.REPLAY
                        ? (moved == 1 ? " is" : " are") + " decided anew with the next sync"
                        : " given up"));
        if (step == Step.REPLAY) {
            left(parts, before.inDoubt(), "an earlier copy may have arrived, so that another one might count twice");
            left(parts, before.late(), "too late for the platform by now");
            left(parts, before.erased(), "the data it was made of is no longer there");
        }
        return String.join("; ", parts);
    }

    private static void left(List<String> parts, long count, String why) {
        if (count > 0) {
            parts.add(Wording.number(count) + " left as " + (count == 1 ? "it is" : "they are") + ": " + why);
        }
    }
}
