package io.downfunnel.deliver;

import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Run;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AdjustmentStore;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.QuotaStore;

/**
 * Tells platforms what has changed about conversions they count, and asks what became of it. May run at any time, on any
 * node, while other nodes run it too.
 */
@ApplicationScoped
public class SendAdjustmentsStep {
    private static final Logger LOG = Logger.getLogger(SendAdjustmentsStep.class);

    private final Stores stores;
    private final DeliverStep.AccountsSource accounts;
    private final DeliverConfig config;
    private final Clock clock;

    record Stores(AdjustmentStore adjustments, ConnectionStep.Books books, QuotaStore quotas) {}

    @Inject
    public SendAdjustmentsStep(
            AdjustmentStore adjustments,
            ConnectionStore connections,
            CircuitStore circuits,
            QuotaStore quotas,
            Platforms platforms,
            DeliverConfig config,
            Clock clock) {
        this(
                new Stores(adjustments, new ConnectionStep.Books(connections, circuits), quotas),
                platforms::accounts,
                config,
                clock);
    }

    SendAdjustmentsStep(Stores stores, DeliverStep.AccountsSource accounts, DeliverConfig config, Clock clock) {
        this.stores = stores;
        this.accounts = accounts;
        this.config = config;
        this.clock = clock;
    }

    /** @return what was done, by destination; those whose platform takes no changes are left out */
    public Map<String, Delivered> run(Run run) {
        stores.adjustments().wake(run, clock.instant());
        stores.adjustments().expire(run, clock.instant());
        var watched = new Run(run.id(), run.node(), new SharedProgress(run.progress()));
        var work = new TreeMap<String, Callable<Delivered>>();
        accounts.accounts().forEach((name, account) -> {
            if (account.descriptor().adjusts()) {
                work.put(
                        name, () -> new AdjustmentsStep(stores, account, Rules.of(config), config, clock).run(watched));
            }
        });
        var done = Together.run(work);
        LOG.infof("adjustments %s", done);
        return done;
    }
}
