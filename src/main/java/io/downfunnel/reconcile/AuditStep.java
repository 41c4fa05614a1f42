package io.downfunnel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Invariant;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.OpenAccount.UnknownOutcome;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.AuditStore.Last;
import io.downfunnel.store.AuditStore.Trait;
import io.downfunnel.store.FunnelStore;

/** Looks whether all that must be true is true. Changes nothing that it looks at. */
@ApplicationScoped
public class AuditStep {
    private static final Logger LOG = Logger.getLogger(AuditStep.class);
    private static final Reach REACH = new Reach(Duration.ofHours(24), Duration.ofHours(1));

    private final AuditStore store;
    private final FunnelStore funnels;
    private final Supplier<Map<String, OpenAccount>> accounts;

    @Inject
    public AuditStep(AuditStore store, FunnelStore funnels, Platforms platforms) {
        this(store, funnels, (Supplier<Map<String, OpenAccount>>) platforms::accounts);
    }

    AuditStep(AuditStore store, FunnelStore funnels, Supplier<Map<String, OpenAccount>> accounts) {
        this.store = store;
        this.funnels = funnels;
        this.accounts = accounts;
    }

    /** At what has happened since the last look at everything; once a day, and where something is wrong, at everything. */
    public Audit run(Run run) {
        var last = store.last();
        var now = store.now();
        return audit(run, invariant -> since(Optional.ofNullable(last.get(invariant)), now));
    }

    /** At everything, now. */
    public Audit full(Run run) {
        return audit(run, any -> Optional.empty());
    }

    private Audit audit(Run run, java.util.function.Function<Invariant, Optional<Instant>> since) {
        funnels.keepRows();
        store.know(accounts.get().values().stream().map(AuditStep::trait).toList());
        var audit = store.audit(run, since);
        LOG.infof("audited %d conversions, broken: %s", audit.conversions(), audit.broken());
        return audit;
    }

    private static Optional<Instant> since(Optional<Last> last, Instant now) {
        return REACH.since(last.map(Last::violations), last.flatMap(Last::fullAt), now);
    }

    private static Trait trait(OpenAccount account) {
        return new Trait(
                account.name(),
                account.descriptor().can(Capability.DEDUPLICATES),
                account.unknownOutcome() == UnknownOutcome.RESEND);
    }
}
