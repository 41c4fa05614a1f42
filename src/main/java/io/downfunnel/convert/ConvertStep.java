package io.downfunnel.convert;

import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.ConversionStore;
import io.downfunnel.store.ConversionStore.Saved;
import io.downfunnel.store.DueStore;
import io.downfunnel.store.FunnelStore;

/** Makes conversions of stage events, and decides anew about those of which no byte can have left. */
@Singleton
public class ConvertStep {
    private static final int BATCH = 2_000;

    /**
     * @param events stage events that were decided about
     * @param conversions new ones, in any state
     * @param changed conversions that are decided otherwise now
     * @param expired conversions that waited too long
     */
    public record Converted(long events, long conversions, long changed, long expired) {
        /** Of two rounds of a run. */
        public Converted plus(Converted later) {
            return new Converted(
                    events + later.events,
                    conversions + later.conversions,
                    changed + later.changed,
                    expired + later.expired);
        }

        private Converted plus(Saved saved) {
            return new Converted(
                    events + saved.events(), conversions + saved.inserted(), changed + saved.updated(), expired);
        }
    }

    private final FunnelStore funnels;
    private final ConversionStore conversions;
    private final DueStore dues;
    private final Map<String, Descriptor> destinations;
    private final Clock clock;

    @Inject
    ConvertStep(FunnelStore funnels, ConversionStore conversions, DueStore dues, Platforms platforms, Clock clock) {
        this(funnels, conversions, dues, installed(platforms), clock);
    }

    /** @param destinations by name */
    public ConvertStep(
            FunnelStore funnels,
            ConversionStore conversions,
            DueStore dues,
            Map<String, Descriptor> destinations,
            Clock clock) {
        this.funnels = funnels;
        this.conversions = conversions;
        this.dues = dues;
        this.destinations = Map.copyOf(destinations);
        this.clock = clock;
    }

    /** A destination is named after its platform: there is one account a platform. */
    static Map<String, Descriptor> installed(Platforms platforms) {
        return platforms.descriptors().stream().collect(Collectors.toMap(Descriptor::id, descriptor -> descriptor));
    }

    /** Until no stage event is left to decide about that nobody else works on. Safe on several nodes at once. */
    public Converted run(Run run) {
        var expired = dues.expire(run, clock.instant());
        conversions.wake(clock.instant());
        run.progress().expect(conversions.due());
        var total = new Converted(0, 0, 0, expired);
        Saved saved;
        do {
            var now = clock.instant();
            saved = conversions.plan(
                    BATCH,
                    funnels,
                    run,
                    now,
                    (funnel, gates, of) -> new CasePlanner(funnel, destinations, now)
                            .plans(of).stream().map(new Gatekeeper(gates)::pass).toList());
            total = total.plus(saved);
            run.progress().advance(saved.events());
        } while (saved.events() > 0 && run.progress().goesOn());
        return total;
    }
}
