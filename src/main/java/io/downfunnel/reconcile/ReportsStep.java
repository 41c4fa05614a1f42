package io.downfunnel.reconcile;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Predicate;
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
import io.downfunnel.store.FormLeadStore;
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
            FormLeadStore leads,
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
            FormLeadStore leads,
            ConversionActionStore actions,
            DiagnosticStore diagnostics,
            ConnectionStore connections,
            Platforms platforms,
            ReportsConfig config,
            Clock clock) {
        this(
                new Stores(claims, accounts, reports, clicks, leads, actions, diagnostics, connections),
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
        var done = each(run, AccountReadingStep::reports, AccountReadingStep::run);
        LOG.infof("reports: %s", done);
        return done;
    }

    /** Is there an account that tells who filled in forms? */
    public boolean readsLeads() {
        return accounts.get().values().stream().anyMatch(AccountReadingStep::tellsLeads);
    }

    /**
     * Who filled in forms lately, for whoever matches and decides next. What cannot be read does not keep them waiting.
     *
     * @return what was read, by destination
     */
    public Map<String, Reported> leads(Run run) {
        return each(run, AccountReadingStep::tellsLeads, AccountReadingStep::leads);
    }

    private Map<String, Reported> each(
            Run run, Predicate<OpenAccount> which, BiFunction<AccountReadingStep, Run, Reported> read) {
        var watched = new Run(run.id(), run.node(), new SharedProgress(run.progress()));
        var done = new LinkedHashMap<String, Reported>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new TreeMap<String, Future<Reported>>();
            accounts.get().forEach((name, account) -> {
                if (which.test(account)) {
                    running.put(name, executor.submit(() -> read.apply(reading(account), watched)));
                }
            });
            running.forEach((name, reading) -> done.put(name, result(reading)));
        }
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
