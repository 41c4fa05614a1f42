package io.downfunnel.schedule;

import java.time.Clock;

import jakarta.enterprise.context.Dependent;

import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.Platforms;
import io.downfunnel.reconcile.AuditStep;
import io.downfunnel.reconcile.WatchStep;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.SignInStore;

/** What a command asks, put together for other accounts and another day than those of the application that is running. */
@Dependent
public class PutTogether {
    private final ConversionActionStore actions;
    private final AuditStore audits;
    private final FunnelStore funnels;
    private final SignInStore signIns;
    private final WatchStep watchdog;
    private final RunBook book;

    PutTogether(
            AuditStore audits,
            FunnelStore funnels,
            SignInStore signIns,
            ConversionActionStore actions,
            WatchStep watchdog,
            RunBook book) {
        this.actions = actions;
        this.audits = audits;
        this.funnels = funnels;
        this.signIns = signIns;
        this.watchdog = watchdog;
        this.book = book;
    }

    public KnownNames names(Platforms platforms, SalesforceCheck salesforce, Clock clock) {
        return new KnownNames(platforms, salesforce, actions, clock);
    }

    public Cliffs cliffs(Platforms platforms, SalesforceCheck salesforce, Clock clock) {
        return new Cliffs(platforms, signIns, salesforce, clock);
    }

    /** Good for a look at everything, and for nothing else. */
    public Watch watch(Platforms platforms, Cliffs cliffs) {
        return new Watch(new AuditStep(audits, funnels, platforms), watchdog, null, null, null, null, cliffs, book);
    }
}
