package io.downfunnel.reconcile;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

import io.downfunnel.FailureTables;
import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;

/** Reports what the test tells it to, and remembers what it was asked. */
final class ReportingAccount implements AdAccount {
    static final String ID = "1234567890";

    final Queue<String> asked = new ConcurrentLinkedQueue<>();
    AdAccountFacts facts =
            new AdAccountFacts(ID, "Test account", ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"));
    List<ConversionAction> actions = List.of();
    List<Diagnostic> diagnostics = List.of();
    Function<Days, List<AdReport.CampaignDay>> costs = days -> List.of();
    Function<Days, List<AdReport.CountedDay>> counted = days -> List.of();
    Function<LocalDate, List<AdReport.ClickDay>> clicks = day -> List.of();
    Function<Days, List<AdReport.FormLead>> leads = days -> List.of();
    /** Called with a question's name before it is answered, and once more behind its rows; may throw. */
    Consumer<String> before = question -> {};

    Consumer<String> behind = question -> {};

    @Override
    public AdAccountFacts facts() {
        ask("account", "");
        return facts;
    }

    @Override
    public List<ConversionAction> conversionActions() {
        ask("actions", "");
        return actions;
    }

    @Override
    public List<Diagnostic> diagnostics() {
        ask("diagnostics", "");
        return diagnostics;
    }

    @Override
    public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        ask("cost", " " + days);
        costs.apply(days).forEach(into);
        behind.accept("cost");
    }

    @Override
    public void counted(Days days, Consumer<AdReport.CountedDay> into) {
        ask("counted", " " + days);
        counted.apply(days).forEach(into);
        behind.accept("counted");
    }

    @Override
    public void clicks(LocalDate day, Consumer<AdReport.ClickDay> into) {
        ask("clicks", " " + day);
        clicks.apply(day).forEach(into);
        behind.accept("clicks");
    }

    @Override
    public void leads(Days days, Consumer<AdReport.FormLead> into) {
        ask("leads", " " + days);
        leads.apply(days).forEach(into);
        behind.accept("leads");
    }

    private void ask(String question, String days) {
        asked.add(question + days);
        before.accept(question);
    }

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        throw new AssertionError("Whoever reads reports sends nothing");
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new AssertionError("Whoever reads reports asks for no verdicts");
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return List.of();
    }

    @Override
    public void close() {}

    OpenAccount open(String name, Capability... capabilities) {
        var descriptor = new Descriptor(
                name,
                "Platform " + name,
                List.of(ClickId.Kind.GCLID),
                Set.of(),
                1,
                1,
                new Descriptor.Pace(1, 1, 1),
                Duration.ZERO,
                Duration.ofDays(90),
                Duration.ofDays(90),
                Set.of(capabilities),
                List.of());
        return new OpenAccount(name, descriptor, this, FailureTables.of(name), OpenAccount.UnknownOutcome.HOLD);
    }

    /** Everything that can be asked. */
    OpenAccount full(String name) {
        return open(
                name,
                Capability.LISTS_ACTIONS,
                Capability.DIAGNOSES,
                Capability.REPORTS_COST,
                Capability.REPORTS_COUNTED,
                Capability.REPORTS_CLICKS);
    }

    static AdReport.CampaignDay cost(LocalDate day, String campaign, String amount, long clicks) {
        return new AdReport.CampaignDay(
                day, campaign, "Campaign " + campaign, Money.of(new BigDecimal(amount), "EUR"), clicks * 10, clicks);
    }

    static AdReport.ClickDay click(LocalDate day, String value, String account) {
        return new AdReport.ClickDay(
                day,
                new ClickId(ClickId.Kind.GCLID, value),
                account,
                "77",
                "Campaign 77",
                java.util.Optional.of("5"),
                java.util.Optional.of("Ad group 5"),
                java.util.Optional.of("crm software"),
                java.util.Optional.of("MOBILE"));
    }
}
