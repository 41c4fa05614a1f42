package io.downfunnel.platform.microsoft;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Wire;

/**
 * An account of Microsoft Advertising.
 *
 * @param hashes whether hashed identifiers are sent
 */
record MicrosoftAccount(
        Credentials who,
        boolean hashes,
        Line line,
        CampaignApi campaigns,
        CustomerApi customers,
        Inquiries inquiries,
        Goals goals,
        Reports reports)
        implements AdAccount {
    static final String COST = "CampaignPerformanceReportRequest";
    static final String COUNTED = "GoalsAndFunnelsReportRequest";
    private static final String RENAMED = "OfflineConversionNameInvalid";

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        var clicks = batch.stream().flatMap(event -> event.click().stream()).toList();
        var body = OfflineConversions.of(batch, goal(batch.getFirst().action()), hashes);
        var answer = line.ask(authorization ->
                campaigns.apply(authorization, who.developerToken(), who.customer(), who.account(), body));
        return read(answer, batch.stream().map(ConversionEvent::key).toList(), clicks);
    }

    @Override
    public Receipt adjust(List<Adjustment> batch) {
        var clicks = batch.stream()
                .flatMap(adjustment -> adjustment.click().stream())
                .toList();
        var body = OfflineConversionAdjustments.of(batch, goal(batch.getFirst().action()));
        var answer = line.ask(authorization ->
                campaigns.adjust(authorization, who.developerToken(), who.customer(), who.account(), body));
        return read(answer, batch.stream().map(Adjustment::key).toList(), clicks);
    }

    private String goal(String id) {
        return goals.open(id).name();
    }

    private Receipt read(Answer answer, List<ConversionKey> keys, List<ClickId> clicks) {
        try {
            var receipt = new ApplyAnswer(line.faults().hiding(clicks)).read(answer, keys);
            receipt.outcomes().values().stream()
                    .filter(outcome -> outcome instanceof Outcome.Deferred(var failure, var notBefore)
                            && failure.code().equals(RENAMED))
                    .findAny()
                    .ifPresent(renamed -> goals.forget());
            return receipt;
        } catch (PlatformException e) {
            if (e.failure().code().equals(RENAMED)) {
                goals.forget();
            }
            throw e;
        }
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        throw new UnsupportedOperationException(this + " has no way to look at an event without counting it");
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException(this + " gives no verdicts");
    }

    @Override
    public List<ConversionAction> conversionActions() {
        return inquiries.goals().stream()
                .map(goal -> goal.asAction(who.account()))
                .toList();
    }

    /** Reports are by days of UTC, whatever the account's own zone is (guides/reports, "Time Zones in Reporting"). */
    @Override
    public AdAccountFacts facts() {
        var account = inquiries.account();
        return new AdAccountFacts(
                who.account(),
                account.path("Name").asText(""),
                ZoneOffset.UTC,
                currency(account.path("CurrencyCode").asText("")));
    }

    private Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw line.faults().whole("UNREADABLE_REPORT", "The account's currency is not known: " + code);
        }
    }

    @Override
    public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        var columns =
                List.of("TimePeriod", "CampaignId", "CampaignName", "CurrencyCode", "Impressions", "Clicks", "Spend");
        reports.rows(
                ReportOrder.of(COST, columns, who.account(), days),
                row -> into.accept(new AdReport.CampaignDay(
                        LocalDate.parse(row.apply("TimePeriod")),
                        row.apply("CampaignId"),
                        row.apply("CampaignName"),
                        new Money(new BigDecimal(row.apply("Spend")), currency(row.apply("CurrencyCode"))),
                        Long.parseLong(row.apply("Impressions")),
                        Long.parseLong(row.apply("Clicks")))));
    }

    /** By the day of the click, as Microsoft has counted since it announced so on its blog. */
    @Override
    public void counted(Days days, Consumer<AdReport.CountedDay> into) {
        var columns = List.of("TimePeriod", "CampaignId", "GoalId", "AllConversions", "AllRevenue");
        var currency = facts().currency();
        reports.rows(ReportOrder.of(COUNTED, columns, who.account(), days), row -> {
            var counted = new BigDecimal(row.apply("AllConversions"));
            if (counted.signum() > 0 && !row.apply("GoalId").isBlank()) {
                into.accept(new AdReport.CountedDay(
                        LocalDate.parse(row.apply("TimePeriod")),
                        row.apply("CampaignId"),
                        row.apply("GoalId"),
                        AdReport.Dated.BY_CLICK,
                        counted,
                        Optional.of(new Money(new BigDecimal(row.apply("AllRevenue")), currency))));
            }
        });
    }

    @Override
    public List<Diagnostic> diagnostics() {
        return inquiries.uploads();
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return new Checklist(inquiries, line.faults().table(), hashes).items(actions);
    }

    @Override
    public void close() {
        Wire.close(campaigns);
        Wire.close(customers);
        Wire.close(reports.api());
    }

    @Override
    public String toString() {
        return "Microsoft Advertising " + who.account();
    }
}
