package io.downfunnel.platform.google;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.google.ads.AdsAccount;

/**
 * An account of Google Ads. Conversions go there by a route; what else there is to say and to ask goes through the Google Ads
 * API, which may be left out, and whose failures are no concern of the Data Manager API's.
 *
 * @param ads empty: it is not spoken
 */
record GoogleAccount(CustomerId customer, Route route, Optional<AdsAccount> ads, Access access) implements AdAccount {

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        return route.upload(batch);
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        return route.validate(batch);
    }

    @Override
    public Verdict verdict(String requestId) {
        return route.verdict(requestId);
    }

    /** New values go the way of the conversions. Only the Google Ads API takes a conversion back. */
    @Override
    public Receipt adjust(List<Adjustment> batch) {
        var restatements = new ArrayList<Adjustment.Restatement>();
        var retractions = new ArrayList<Adjustment>();
        for (var adjustment : batch) {
            switch (adjustment) {
                case Adjustment.Restatement restatement -> restatements.add(restatement);
                case Adjustment.Retraction retraction -> retractions.add(retraction);
            }
        }
        if (restatements.isEmpty()) {
            return ads.orElseThrow(() -> new UnsupportedOperationException(
                            "Google takes no conversions back by the Data Manager API, so "
                                    + retractions.getFirst().key() + " goes on counting"))
                    .adjust(retractions);
        }
        if (!retractions.isEmpty()) {
            throw new IllegalArgumentException("New values and retractions are different requests");
        }
        return route.restate(restatements);
    }

    @Override
    public List<ConversionAction> conversionActions() {
        return ads.isPresent() ? ads.get().conversionActions() : AdAccount.super.conversionActions();
    }

    @Override
    public ConversionAction create(ConversionAction.Draft draft) {
        return ads.isPresent() ? ads.get().create(draft) : AdAccount.super.create(draft);
    }

    @Override
    public AdAccountFacts facts() {
        return ads.isPresent() ? ads.get().facts() : AdAccount.super.facts();
    }

    @Override
    public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        ads.ifPresentOrElse(known -> known.costs(days, into), () -> AdAccount.super.costs(days, into));
    }

    @Override
    public void counted(Days days, Consumer<AdReport.CountedDay> into) {
        ads.ifPresentOrElse(known -> known.counted(days, into), () -> AdAccount.super.counted(days, into));
    }

    @Override
    public void clicks(LocalDate day, Consumer<AdReport.ClickDay> into) {
        ads.ifPresentOrElse(known -> known.clicks(day, into), () -> AdAccount.super.clicks(day, into));
    }

    @Override
    public List<Diagnostic> diagnostics() {
        return ads.isPresent() ? ads.get().diagnostics() : AdAccount.super.diagnostics();
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return new GoogleChecks(this).run(actions);
    }

    @Override
    public void close() {
        route.close();
        ads.ifPresent(AdsAccount::close);
    }

    @Override
    public String toString() {
        return "Google Ads account " + customer.digits();
    }
}
