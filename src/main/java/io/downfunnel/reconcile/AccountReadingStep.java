package io.downfunnel.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.ConnectionStore.Health;
import io.downfunnel.store.ReportClaimStore.Claim;
import io.downfunnel.store.ReportClaimStore.LostClaimException;
import io.downfunnel.store.StagedRead;

/** Reads the reports of one account, once. */
final class AccountReadingStep {
    private static final String UNUSABLE = "REPORT_UNUSABLE";

    private final ReportsStep.Stores stores;
    private final OpenAccount account;
    private final ReportPlan plan;
    private final int operationsPerDay;
    private final Clock clock;
    private final ReadingLuck luck = new ReadingLuck();
    private final List<String> troubles = new ArrayList<>();
    /** Whom we speak to, as it says itself in this reading: the settings may lead to another account than last night. */
    private Optional<Known> known = Optional.empty();

    private int answered;
    private long rows;
    private int later;

    AccountReadingStep(
            ReportsStep.Stores stores, OpenAccount account, ReportPlan plan, int operationsPerDay, Clock clock) {
        this.stores = stores;
        this.account = account;
        this.plan = plan;
        this.operationsPerDay = operationsPerDay;
        this.clock = clock;
    }

    /** Does it answer any question at all? */
    static boolean reports(OpenAccount account) {
        return Stream.of(AdQuestion.values()).anyMatch(question -> ReportPlan.answers(capabilities(account), question));
    }

    private static Set<Capability> capabilities(OpenAccount account) {
        return account.descriptor().capabilities();
    }

    /** Does it tell who filled in forms? */
    static boolean tellsLeads(OpenAccount account) {
        return ReportPlan.answers(capabilities(account), AdQuestion.LEADS);
    }

    Reported run(Run run) {
        return run(run, this::read);
    }

    /** Only who filled in forms, and nothing at all if that was asked a moment ago. */
    Reported leads(Run run) {
        return run(run, this::readLeads);
    }

    private Reported run(Run run, BiConsumer<Claim, Progress> reading) {
        return stores.claims()
                .claim(account.name(), run.node())
                .map(claim -> {
                    try {
                        reading.accept(claim, run.progress());
                    } catch (LostClaimException e) {
                        troubles.add("another node goes on with it");
                    } finally {
                        stores.claims().release(claim);
                    }
                    return new Reported(answered, rows, later, troubles);
                })
                .orElse(Reported.BY_ANOTHER_NODE);
    }

    private void read(Claim claim, Progress progress) {
        var can = capabilities(account);
        ask(claim, plan.ofTheAccount(can, stores.reports().answered(account.name()), clock.instant()), progress);
        known.ifPresent(
                it -> ask(claim, plan.ofItsDays(can, books(it), it.facts().zone(), clock.instant()), progress));
    }

    private void readLeads(Claim claim, Progress progress) {
        var last = stores.accounts().of(account.name());
        if (last.isPresent() && leads(last.get()).isEmpty()) {
            return;
        }
        ask(claim, List.of(Ask.about(AdQuestion.ACCOUNT)), progress);
        known.ifPresent(it -> ask(claim, leads(it), progress));
    }

    private List<Ask> leads(Known known) {
        return plan.leads(books(known), known.facts().zone(), clock.instant());
    }

    private ReportPlan.Books books(Known known) {
        var today = LocalDate.ofInstant(clock.instant(), known.facts().zone());
        return new ReportPlan.Books(
                stores.reports().days(known, AdQuestion.COST),
                stores.reports().days(known, AdQuestion.COUNTED),
                stores.reports().days(known, AdQuestion.CLICKS),
                stores.reports().days(known, AdQuestion.LEADS),
                ReportPlan.answers(capabilities(account), AdQuestion.CLICKS)
                        ? stores.clicks().ownDays(known, clickKind(), ReportPlan.clickDays(today))
                        : Map.of());
    }

    /** The one whose clicks a platform tells of; it cannot be asked for the others (google.md §3.9). */
    private ClickId.Kind clickKind() {
        return account.descriptor().clickIds().getFirst();
    }

    private void ask(Claim claim, List<Ask> asks, Progress progress) {
        var left = operationsPerDay - stores.claims().used(account.name(), clock.instant());
        var tonight = ReportPlan.within(left, asks);
        later += tonight.later().size();
        progress.expect(tonight.asks().size());
        for (var ask : tonight.asks()) {
            if (progress.goesOn() && luck.allows(ask.question()) && open(ask.question())) {
                if (ask.question() != AdQuestion.CLICKS) { // Whose days are many and quick.
                    progress.waiting(account.descriptor().name() + ": " + ask);
                }
                ask(claim, ask);
            }
            progress.advance(1);
        }
    }

    /** The platform may have named a time before which it does not want to be asked again. */
    private boolean open(AdQuestion question) {
        return stores.connections()
                .find(question.connection(account.name()))
                .map(status -> status.open(clock.instant()))
                .orElse(true);
    }

    private void ask(Claim claim, Ask ask) {
        stores.claims().asking(claim, ask.operations(), clock.instant());
        try {
            rows += switch (ask.question()) {
                case ACCOUNT -> facts();
                case ACTIONS -> actions(claim);
                case DIAGNOSTICS -> diagnostics(claim);
                case COST -> costs(claim, known.orElseThrow(), ask.days().orElseThrow());
                case COUNTED -> counted(claim, known.orElseThrow(), ask.days().orElseThrow());
                case CLICKS -> clicks(claim, known.orElseThrow(), ask.days().orElseThrow());
                case LEADS -> leads(claim, known.orElseThrow(), ask.days().orElseThrow());
            };
            answered++;
            luck.answered();
            fine(ask.question());
        } catch (PlatformException e) {
            var row = account.failures().of(e.failure().code());
            var said =
                    e.failure().message().isBlank() ? row.cause() : e.failure().message();
            broken(ask, new Failure(e.failure().failureClass(), e.failure().code(), said), row.remedy(), e.notBefore());
        } catch (StagedRead.UnusableException e) {
            broken(
                    ask,
                    account.failures().of(UNUSABLE).failure(e.getMessage()),
                    account.failures().of(UNUSABLE).remedy(),
                    Optional.empty());
        }
    }

    private AdAccount platform() {
        return account.account();
    }

    private long facts() {
        known = Optional.of(
                stores.accounts().recognise(account.name(), platform().facts(), clock.instant()));
        stores.reports().answered(account.name(), AdQuestion.ACCOUNT, clock.instant());
        return 1;
    }

    private long actions(Claim claim) {
        var actions = platform().conversionActions();
        stores.actions().saw(claim, actions, clock.instant());
        return actions.size();
    }

    private long diagnostics(Claim claim) {
        var heard = platform().diagnostics();
        stores.diagnostics().heard(claim, heard, clock.instant());
        return heard.size();
    }

    private long costs(Claim claim, Known known, Days days) {
        var read = stores.reports().costs(claim, known, days, clock.instant());
        platform().costs(days, read);
        return read.replace();
    }

    private long counted(Claim claim, Known known, Days days) {
        var read = stores.reports().counted(claim, known, days, clock.instant());
        platform().counted(days, read);
        return read.replace();
    }

    private long clicks(Claim claim, Known known, Days days) {
        var read = stores.clicks().clicks(claim, known, clickKind(), days.first(), clock.instant());
        platform().clicks(days.first(), read);
        return read.replace();
    }

    private long leads(Claim claim, Known known, Days days) {
        var read = stores.leads().leads(claim, known, days, clock.instant());
        platform().leads(days, read);
        return read.replace();
    }

    private void fine(AdQuestion question) {
        var name = question.connection(account.name());
        if (stores.connections()
                .find(name)
                .filter(status -> status.health() != Health.FINE)
                .isPresent()) {
            stores.connections().fine(name, clock.instant());
        }
    }

    /** Nothing that was known is lost; the next reading tries again. */
    private void broken(Ask ask, Failure failure, String remedy, Optional<Instant> notBefore) {
        luck.failed(ask.question(), failure.failureClass());
        var now = clock.instant();
        stores.connections()
                .broken(
                        ask.question().connection(account.name()),
                        failure.failureClass().needsPerson() ? Health.STOPPED : Health.FAILING,
                        failure,
                        remedy,
                        notBefore.orElse(now),
                        now);
        troubles.add(ask + ": " + failure.message());
    }
}
