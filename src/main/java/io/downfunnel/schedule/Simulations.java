package io.downfunnel.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.domain.Node;
import io.downfunnel.domain.Progress;
import io.downfunnel.simulate.SimulateStep;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SimulationStore;

/** Simulates drafts in the background: one at a time on a node, since each reads all of the history. */
@ApplicationScoped
public class Simulations {
    private static final Logger LOG = Logger.getLogger(Simulations.class);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(500);

    private final SimulateStep step;
    private final SimulationStore store;
    private final FunnelStore funnels;
    private final Node node;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    public Simulations(SimulateStep step, SimulationStore store, FunnelStore funnels, Node node, Clock clock) {
        this.step = step;
        this.store = store;
        this.funnels = funnels;
        this.node = node;
        this.clock = clock;
    }

    /**
     * @param funnel what the draft's document says
     * @param by who wants to know
     * @return id of the simulation, which has only begun; empty when this node is busy with another one
     */
    public OptionalLong start(MappingDraft draft, Funnel funnel, Days days, String by) {
        if (!running.compareAndSet(false, true)) {
            return OptionalLong.empty();
        }
        try {
            var live = funnels.active();
            var id = store.begin(
                    draft.id(), draft.fingerprint(), live.map(Funnel.Version::number), days, node.name(), by);
            Thread.ofVirtual().name("simulation").start(() -> run(id, funnel, live, days));
            return OptionalLong.of(id);
        } catch (RuntimeException e) {
            running.set(false);
            throw e;
        }
    }

    /** Whatever goes wrong, the page has to say so: nobody else would. */
    private void run(long id, Funnel funnel, Optional<Funnel.Version> live, Days days) {
        try {
            store.finish(id, step.run(funnel, live, days, new Told(id)));
        } catch (RuntimeException e) {
            LOG.errorf(e, "Simulation %d broke; nothing was sent or changed", id);
            store.fail(
                    id,
                    "It broke while it read the history. The cause is in the log of node " + node.name()
                            + ", beside “Simulation " + id
                            + "”. Start it again; if that does not help, look at the database.");
        } finally {
            running.set(false);
        }
    }

    /** Into the database, twice a second at most. */
    private final class Told implements Progress {
        private final long id;
        private Optional<Long> expected = Optional.empty();
        private long done;
        private Instant written = Instant.MIN;

        Told(long id) {
            this.id = id;
        }

        @Override
        public synchronized void expect(long total) {
            expected = Optional.of(total);
            write(true);
        }

        @Override
        public synchronized void advance(long count) {
            done += count;
            write(false);
        }

        @Override
        public synchronized void waiting(String why) {}

        private void write(boolean atOnce) {
            var now = clock.instant();
            if (atOnce || written.plus(BETWEEN_WRITES).isBefore(now)) {
                store.progress(id, expected, done);
                written = now;
            }
        }
    }
}
