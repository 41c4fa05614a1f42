package io.downfunnel.deliver;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Run;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AnswerStore;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.ClaimStore;
import io.downfunnel.store.ClaimStore.Which;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.DoubtStore;
import io.downfunnel.store.DueStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.IntentStore;
import io.downfunnel.store.QuotaStore;

/**
 * Sends every conversion that is ready, to all destinations at once; a slow one does not hold up the others. May run at
 * any time, on any node, while other nodes run it too.
 */
@ApplicationScoped
public class DeliverStep {
    private static final Logger LOG = Logger.getLogger(DeliverStep.class);

    private final Stores stores;
    private final AccountsSource accounts;
    private final DeliverConfig config;
    private final BrakesConfig brakes;
    private final ZoneId zone;
    private final Clock clock;

    /** Opened when they are needed, since clients need the running application. */
    @FunctionalInterface
    interface AccountsSource {
        Map<String, OpenAccount> accounts();
    }

    /** Where delivery reads and writes: one for each thing that happens on the way out. */
    record Stores(
            DueStore dues,
            ClaimStore claims,
            IntentStore intents,
            AnswerStore answers,
            DoubtStore doubts,
            ConnectionStore connections,
            CircuitStore circuits,
            QuotaStore quotas,
            GateStore gates,
            BrakeStore brakes) {}

    @Inject
    public DeliverStep(
            DueStore dues,
            ClaimStore claims,
            IntentStore intents,
            AnswerStore answers,
            DoubtStore doubts,
            ConnectionStore connections,
            CircuitStore circuits,
            QuotaStore quotas,
            GateStore gates,
            BrakeStore brakes,
            Platforms platforms,
            DeliverConfig config,
            BrakesConfig brakesConfig,
            TimeZoneConfig zone,
            Clock clock) {
        this(
                new Stores(dues, claims, intents, answers, doubts, connections, circuits, quotas, gates, brakes),
                (AccountsSource) platforms::accounts,
                config,
                brakesConfig,
                zone.timeZone(),
                clock);
    }

    DeliverStep(
            Stores stores,
            AccountsSource accounts,
            DeliverConfig config,
            BrakesConfig brakes,
            ZoneId zone,
            Clock clock) {
        this.stores = stores;
        this.accounts = accounts;
        this.config = config;
        this.brakes = brakes;
        this.zone = zone;
        this.clock = clock;
    }

    /** @return what was done, by destination */
    public Map<String, Delivered> run(Run run) {
        return run(run, Which.ALL);
    }

    /**
     * Only what was sent before and put off, by the platform or by a broken conversation, and what a trial or a person has
     * let go; new ones wait for their time.
     */
    public Map<String, Delivered> again(Run run) {
        var done = new TreeMap<>(run(run, Which.SENT_BEFORE));
        run(run, Which.LET_GO).forEach((name, more) -> done.merge(name, more, Delivered::plus));
        return done;
    }

    private Map<String, Delivered> run(Run run, Which which) {
        var started = clock.instant();
        int woken = stores.dues().wake(run, started);
        int expired = stores.dues().expire(run, started);
        var watched = new Run(run.id(), run.node(), new SharedProgress(run.progress()));
        var work = new TreeMap<String, Callable<Delivered>>();
        accounts.accounts()
                .forEach((name, account) ->
                        work.put(name, () -> destination(account, which).run(watched)));
        var done = Together.run(work);
        LOG.infof("delivered %s, %d became ready, %d expired", done, woken, expired);
        return done;
    }

    private DestinationStep destination(OpenAccount account, Which which) {
        var words = new Words(account.descriptor().name(), account.failures());
        return new DestinationStep(
                stores,
                account,
                which,
                Rules.of(config),
                config,
                clock,
                new BrakesStep(stores.gates(), stores.brakes(), account, brakes, zone, clock, words));
    }
}
