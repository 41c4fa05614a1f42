package io.downfunnel.schedule;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.Trigger;
import org.jboss.logging.Logger;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.TrailStore;

/** When the timetable does what next; and the same at once, for somebody who asks. */
@ApplicationScoped
public class Rhythm {
    private static final Logger LOG = Logger.getLogger(Rhythm.class);

    record Hands(Sync sync, Watch watch, Retaining retaining) {}

    private interface Work {
        void start(String by, SyncWatcher watcher, Hands hands);
    }

    /** What the timetable does, by the identity of its trigger, in the order of a night. */
    public enum Beat {
        EXTRACT("Read the CRM and decide", (by, watcher, hands) -> hands.sync().read(by, watcher)),
        UPLOAD(
                "Everything, up to the upload",
                (by, watcher, hands) -> hands.sync().upload(by, watcher)),
        FOLLOW_UP(
                "Ask for verdicts, send again what was put off",
                (by, watcher, hands) -> hands.sync().followUp(by, watcher)),
        REPORTS(
                "Read what the platforms report",
                (by, watcher, hands) -> hands.sync().reports(by, watcher)),
        SWEEP(
                "Read the last days once more",
                (by, watcher, hands) -> hands.sync().sweep(by, Timetable.LATE, watcher)),
        LONG_SWEEP(
                "Read the last five weeks once more",
                (by, watcher, hands) -> hands.sync().sweep(by, Timetable.VERY_LATE, watcher)),
        AUDIT(
                "Look whether anything was lost or counted twice",
                (by, watcher, hands) -> hands.watch().audit(by, watcher)),
        RETENTION(
                "Remove personal data past its time",
                (by, watcher, hands) -> hands.retaining().remove(by, watcher)),
        PROBE(
                "Look whether connections still answer",
                (by, watcher, hands) -> hands.watch().probe(by, watcher));

        private final String title;
        private final Work work;

        Beat(String title, Work work) {
            this.title = title;
            this.work = work;
        }

        public String title() {
            return title;
        }

        /** As settings and triggers call it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Beat> named(String id) {
            return Arrays.stream(values()).filter(beat -> beat.id().equals(id)).findFirst();
        }
    }

    /** @param next empty when the timetable rests, or has no such time */
    public record Entry(Beat beat, Optional<Instant> next) {}

    private final Scheduler scheduler;
    private final Hands hands;
    private final TrailStore trail;
    private final Set<Beat> running = EnumSet.noneOf(Beat.class);

    Rhythm(Scheduler scheduler, Sync sync, Watch watch, Retaining retaining, TrailStore trail) {
        this.scheduler = scheduler;
        this.hands = new Hands(sync, watch, retaining);
        this.trail = trail;
    }

    public List<Entry> entries() {
        return Arrays.stream(Beat.values())
                .map(beat -> new Entry(
                        beat,
                        Optional.ofNullable(scheduler.getScheduledJob(beat.id()))
                                .filter(any -> scheduler.isRunning())
                                .map(Trigger::getNextFireTime)))
                .toList();
    }

    /**
     * Returns when the run is on record, which tells the rest. The timetable keeps its times.
     *
     * @return false when this node is at it already for somebody who asked
     */
    public boolean now(Beat beat, String by) {
        synchronized (running) {
            if (!running.add(beat)) {
                return false;
            }
        }
        trail.append(new TrailEntry(by, TrailEntry.What.RUN_STARTED, beat.id(), beat.title()));
        var beginning = new Beginning();
        Thread.ofVirtual()
                .name(beat.id())
                .uncaughtExceptionHandler(Rhythm::tell)
                .start(() -> {
                    try {
                        beat.work.start(by, beginning, hands);
                    } finally {
                        synchronized (running) {
                            running.remove(beat);
                        }
                        beginning.over();
                    }
                });
        beginning.await();
        return true;
    }

    private static void tell(Thread thread, Throwable failure) {
        LOG.errorf(failure, "%s broke; what it left is taken up by the next run", thread.getName());
    }
}
