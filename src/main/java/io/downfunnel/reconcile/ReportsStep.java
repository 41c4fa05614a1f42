package io.downfunnel.reconcile;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Run;
import io.downfunnel.domain.SharedProgress;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdClickStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.DiagnosticStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.ReportStore;

/**
 * Reads what the platforms report, of all accounts at once; one that is slow or fails does not hold up the others. May run at
 * any time, on any node.
 */
@ApplicationScoped
public class ReportsStep {
    private static final Logger LOG = Logger.getLogger(ReportsStep.class);

    /** Where reports are kept. */
    record Stores(
            ReportClaimStore claims,
            AdAccountStore accounts,
            ReportStore reports,
            AdClickStore clicks,
            ConversionActionStore actions,
            DiagnosticStore diagnostics,
            ConnectionStore connections) {}

    private final Stores stores;
    private final Supplier<Map<String, OpenAccount>> accounts;
    private final ReportsConfig config;
    private final Clock clock;

    @Inject
    public ReportsStep(
            ReportClaimStore claims,
            AdAccountStore accounts,
            ReportStore reports,
            AdClickStore clicks,
            ConversionActionStore actions,
            DiagnosticStore diagnostics,
            ConnectionStore connections,
            Platforms platforms,
            ReportsConfig config,
            Clock clock) {
        this(
                new Stores(claims, accounts, reports, clicks, actions, diagnostics, connections),
                platforms::accounts,
                config,
                clock);
    }

    ReportsStep(Stores stores, Supplier<Map<String, OpenAccount>> accounts, ReportsConfig config, Clock clock) {
        this.stores = stores;
        this.accounts = accounts;
        this.config = config;
        this.clock = clock;
    }

    /** @return what was read, by destination; those that report nothing are not in it */
    public Map<String, Reported> run(Run run) {
        var watched = new Run(run.id(), run.node(), new SharedProgress(run.progress()));
        var done = new LinkedHashMap<String, Reported>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new TreeMap<String, Future<Reported>>();
            accounts.get().forEach((name, account) -> {
                if (AccountReadingStep.reports(account)) {
                    running.put(name, executor.submit(() -> reading(account).run(watched)));
                }
            });
            running.forEach((name, reading) -> done.put(name, result(reading)));
        }
        LOG.infof("reports: %s", done);
        return done;
    }

    private AccountReadingStep reading(OpenAccount account) {
        return new AccountReadingStep(
                stores, account, new ReportPlan(config.history()), config.operationsPerDay(), clock);
    }

    private static Reported result(Future<Reported> reading) {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Told to stop", e);
        }
    }
}
