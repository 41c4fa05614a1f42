package io.downfunnel.platform.microsoft;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.downfunnel.platform.PlatformException;

/**
 * The conversion goals of an account. Mappings name a goal by its id, which stays; Microsoft takes conversions by its name,
 * which people change. So the names are kept for a while, and asked for anew when one does not work.
 */
final class Goals {
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);

    private record Known(Map<String, Goal> byId, Instant until) {}

    private final Supplier<List<Goal>> source;
    private final Faults faults;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Known known = new Known(Map.of(), Instant.MIN);

    Goals(Supplier<List<Goal>> source, Faults faults, Clock clock) {
        this.source = source;
        this.faults = faults;
        this.clock = clock;
    }

    /**
     * One that conversions may be sent to.
     *
     * @throws PlatformException where there is none of this id, or it would not count them; then nothing has left
     */
    Goal open(String id) {
        var goal = find(id).orElseThrow(() -> faults.whole("GOAL_NOT_FOUND", "There is no conversion goal " + id));
        if (!goal.takesUploads()) {
            throw faults.whole("GOAL_TAKES_NO_UPLOADS", "Conversion goal " + id + " is not of the kind offline");
        }
        if (goal.paused()) {
            throw faults.whole("GOAL_PAUSED", "Conversion goal " + id + " is paused");
        }
        return goal;
    }

    /** What is known may be wrong. */
    void forget() {
        known = new Known(Map.of(), Instant.MIN);
    }

    private Optional<Goal> find(String id) {
        var now = known;
        var goal = Optional.ofNullable(now.byId().get(id));
        return fresh(now) && goal.isPresent()
                ? goal
                : Optional.ofNullable(askedAnew(now).byId().get(id));
    }

    private Known askedAnew(Known old) {
        asking.lock();
        try {
            if (known == old) {
                known = new Known(
                        source.get().stream()
                                .collect(Collectors.toMap(Goal::id, Function.identity(), (one, other) -> one)),
                        clock.instant().plus(GOOD_FOR));
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private boolean fresh(Known what) {
        return clock.instant().isBefore(what.until());
    }
}
