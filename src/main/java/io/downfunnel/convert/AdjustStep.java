package io.downfunnel.convert;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentDecision.Plan;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AdjustmentPlanStore;
import io.downfunnel.store.AdjustmentPlanStore.Saved;
import io.downfunnel.store.FunnelStore;

/** Compares what was sent with what the CRM says today, and decides what platforms have to be told. */
@Singleton
public class AdjustStep {
    private static final int BATCH = 1_000;

    /**
     * @param events stage events whose conversions were looked at
     * @param adjustments new ones, in any state
     * @param changed adjustments that are decided otherwise now
     */
    public record Adjusted(long events, long adjustments, long changed) {
        /** Of two rounds of a run. */
        public Adjusted plus(Adjusted later) {
            return new Adjusted(events + later.events, adjustments + later.adjustments, changed + later.changed);
        }

        private Adjusted plus(Saved saved) {
            return new Adjusted(events + saved.events(), adjustments + saved.inserted(), changed + saved.updated());
        }
    }

    private final FunnelStore funnels;
    private final AdjustmentPlanStore store;
    private final Map<String, Descriptor> destinations;
    private final AdjustConfig config;
    private final Clock clock;

    @Inject
    AdjustStep(FunnelStore funnels, AdjustmentPlanStore store, Platforms platforms, AdjustConfig config, Clock clock) {
        this(funnels, store, ConvertStep.installed(platforms), config, clock);
    }

    /** @param destinations by name */
    public AdjustStep(
            FunnelStore funnels,
            AdjustmentPlanStore store,
            Map<String, Descriptor> destinations,
            AdjustConfig config,
            Clock clock) {
        this.funnels = funnels;
        this.store = store;
        this.destinations = Map.copyOf(destinations);
        this.config = config;
        this.clock = clock;
    }

    /** Until nothing is left to think over that nobody else works on. Safe on several nodes at once. */
    public Adjusted run(Run run) {
        store.wake(takingBack(), clock.instant());
        run.progress().expect(store.due());
        var total = new Adjusted(0, 0, 0);
        Saved saved;
        do {
            saved = store.plan(BATCH, funnels, run, this::plan);
            total = total.plus(saved);
            run.progress().advance(saved.events());
        } while (saved.events() > 0 && run.progress().goesOn());
        return total;
    }

    private Set<String> takingBack() {
        return destinations.entrySet().stream()
                .filter(destination -> destination.getValue().can(Capability.RETRACTS))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Optional<Plan> plan(Funnel funnel, AdjustmentCase of) {
        var mapping = funnel.mappingsOf(of.event().stage()).stream()
                .filter(its -> its.destination().equals(of.destination()))
                .findFirst();
        return Optional.ofNullable(destinations.get(of.destination()))
                .flatMap(descriptor -> new AdjustmentPlanner(
                                mapping, descriptor, config.quietPeriod(), config.massDeletion())
                        .plan(of, clock.instant()));
    }
}
