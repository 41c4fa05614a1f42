package io.downfunnel.extract;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.salesforce.SalesforceClient;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceSettings;
import io.downfunnel.extract.salesforce.Session;
import io.downfunnel.store.ApiUseStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.CrmStore;
import io.downfunnel.store.ExtractionStore;
import io.downfunnel.store.PauseStore;
import io.downfunnel.store.PauseStore.Pause;

/** Salesforce to store: everything that changed since last time. */
@ApplicationScoped
public class ExtractStep {
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final SalesforceAccess access;
    private final ExtractConfig config;
    private final PauseStore pauses;
    private final ExtractionStore extraction;
    private final CrmStore crm;
    private final ConnectionStore connections;
    private final ApiUseStore apiUse;
    private final Clock clock;
    private final Retrying.Pause pause;
    private final List<Session> retired = new ArrayList<>();
    private Opened opened;

    /** @param version of what was entered in the console */
    private record Opened(long version, SalesforceSettings settings, Session session) {}

    @Inject
    ExtractStep(
            SalesforceAccess access,
            PauseStore pauses,
            ExtractionStore extraction,
            CrmStore crm,
            ConnectionStore connections,
            ApiUseStore apiUse,
            Clock clock) {
        this(access, pauses, extraction, crm, connections, apiUse, clock, Thread::sleep);
    }

    ExtractStep(
            SalesforceAccess access,
            PauseStore pauses,
            ExtractionStore extraction,
            CrmStore crm,
            ConnectionStore connections,
            ApiUseStore apiUse,
            Clock clock,
            Retrying.Pause pause) {
        this.access = access;
        this.config = access.config();
        this.pauses = pauses;
        this.extraction = extraction;
        this.crm = crm;
        this.connections = connections;
        this.apiUse = apiUse;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * What changed since the last extraction.
     *
     * @param funnel whose stages, mappings and exclusions say which further fields are read
     * @throws SalesforceException when Salesforce cannot be reached or refuses; what was saved until then stays, and the
     *     next run goes on there
     */
    public Extracted run(Run run, Funnel funnel) {
        return recorded(run, funnel, Extraction::changes);
    }

    /** Once more what was stamped within so much time before the last extraction, for what Salesforce showed late. */
    public Extracted sweep(Run run, Funnel funnel, Duration back) {
        return recorded(run, funnel, extraction -> extraction.sweep(back));
    }

    private Extracted recorded(Run run, Funnel funnel, Function<Extraction, Extracted> work) {
        var before = pauses.of(config.connection());
        if (before.isPresent()) {
            return new Extracted(0, 0, 0, List.of(paused(before.get())));
        }
        var done = read(pausable(run), funnel, work);
        return pauses.of(config.connection())
                .map(pause -> done.with(paused(pause)))
                .orElse(done);
    }

    private Run pausable(Run run) {
        return new Run(
                run.id(),
                run.node(),
                new Pausable(
                        run.progress(), () -> pauses.of(config.connection()).isPresent()));
    }

    private static String paused(Pause pause) {
        return pause.sentence()
                + " Nothing is read until somebody resumes it on the page Connections; what changes meanwhile is"
                + " read afterwards";
    }

    private Extracted read(Run run, Funnel funnel, Function<Extraction, Extracted> work) {
        Optional<Extraction> begun = Optional.empty();
        var budget = new ApiBudget(config.apiBudgetPercent(), apiUse.today(config.connection()));
        try {
            begun = Optional.of(extraction(run, funnel, budget));
            var extracted = work.apply(begun.get());
            begun.get()
                    .obstacle()
                    .ifPresentOrElse(this::record, () -> connections.fine(config.connection(), clock.instant()));
            return extracted;
        } catch (SalesforceException e) {
            record(e.failure());
            if (e.is(ApiBudget.SPENT) && begun.isPresent()) {
                begun.get().warn(e.failure().message() + ". " + Connection.remedy(e.failure()));
                return begun.get().extracted();
            }
            throw e;
        } finally {
            apiUse.add(config.connection(), budget.unrecorded());
        }
    }

    /** Each extraction tries again; until the next one, nobody does. */
    private void record(Failure failure) {
        var now = clock.instant();
        connections.broken(
                config.connection(),
                failure.failureClass().needsPerson() ? Health.STOPPED : Health.FAILING,
                failure,
                Connection.remedy(failure),
                now,
                now);
    }

    private Extraction extraction(Run run, Funnel funnel, ApiBudget budget) {
        var retrying =
                new Retrying(new Patience(TRIES, FIRST_PAUSE, RandomGenerator.getDefault()), pause, run.progress());
        return new Extraction(config, extraction, crm, client(budget), funnel, run, retrying);
    }

    /** Opened anew when something else was entered; runs that are under way keep the session that they began with. */
    private synchronized SalesforceClient client(ApiBudget budget) {
        long version = access.version();
        if (opened == null || opened.version() != version) {
            var settings = access.settings();
            var before = opened;
            opened = new Opened(version, settings, new Session(settings, clock));
            Optional.ofNullable(before).map(Opened::session).ifPresent(retired::add);
        }
        return new SalesforceClient(opened.settings(), opened.session(), budget);
    }

    @PreDestroy
    synchronized void close() {
        retired.forEach(Session::close);
        if (opened != null) {
            opened.session().close();
        }
    }
}
