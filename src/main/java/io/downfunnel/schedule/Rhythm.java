package io.downfunnel.schedule;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

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

    record Hands(Sync sync, Watch watch) {}

    /** What the timetable does, by the identity of its trigger, in the order of a night. */
    public enum Beat {
        EXTRACT("Read the CRM and decide", (by, hands) -> hands.sync().read(by)),
        UPLOAD("Everything, up to the upload", (by, hands) -> hands.sync().upload(by)),
        FOLLOW_UP(
                "Ask for verdicts, send again what was put off",
                (by, hands) -> hands.sync().followUp(by)),
        REPORTS("Read what the platforms report", (by, hands) -> hands.sync().reports(by)),
        SWEEP("Read the last days once more", (by, hands) -> hands.sync().sweep(by, Timetable.LATE)),
        LONG_SWEEP(
                "Read the last five weeks once more",
                (by, hands) -> hands.sync().sweep(by, Timetable.VERY_LATE)),
        AUDIT(
                "Look whether anything was lost or counted twice",
                (by, hands) -> hands.watch().audit(by)),
        PROBE(
                "Look whether connections still answer",
                (by, hands) -> hands.watch().probe(by));

        private final String title;
        private final BiConsumer<String, Hands> work;

        Beat(String title, BiConsumer<String, Hands> work) {
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

    Rhythm(Scheduler scheduler, Sync sync, Watch watch, TrailStore trail) {
        this.scheduler = scheduler;
        this.hands = new Hands(sync, watch);
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
     * Returns at once; the run tells the rest. The timetable keeps its times.
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
        Thread.ofVirtual()
                .name(beat.id())
                .uncaughtExceptionHandler(Rhythm::tell)
                .start(() -> {
                    try {
                        beat.work.accept(by, hands);
                    } finally {
                        synchronized (running) {
                            running.remove(beat);
                        }
                    }
                });
        return true;
    }

    private static void tell(Thread thread, Throwable failure) {
        LOG.errorf(failure, "%s broke; what it left is taken up by the next run", thread.getName());
    }
}
