package io.downfunnel.platform.linkedin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.ws.rs.core.Response;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdCampaign;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.ReachableAccount;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Wire;

/**
 * An account that takes uploads through LinkedIn's Conversions API.
 *
 * @param session of the identity that uploads
 * @param member who granted access; empty where nobody did
 * @param managed what they can do; empty without the ad account's number too
 * @param readsLeads whether we were told to read who filled in Lead Gen Forms
 */
record LinkedInAccount(
        String version,
        Session session,
        ConversionsApi api,
        EventsAnswer reading,
        Optional<Member> member,
        Optional<Managed> managed,
        boolean readsLeads,
        LinkedInChecks checks)
        implements AdAccount {

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        var answer = session.ask(batch.size() == 1 ? one(EventBody.of(batch.getFirst())) : all(batch));
        return new EventsAnswer(reading.table(), reading.redaction().and(batch), reading.clock()).read(answer, batch);
    }

    private Function<String, CompletionStage<Response>> one(EventBody body) {
        return authorization -> api.send(authorization, version, body);
    }

    private Function<String, CompletionStage<Response>> all(List<ConversionEvent> batch) {
        var body = EventBody.Batch.of(batch);
        return authorization -> api.sendAll(authorization, version, body);
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        throw new UnsupportedOperationException(
                "LinkedIn has no way to look at an event without counting it (linkedin.md §2.1)");
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException("LinkedIn gives no verdicts");
    }

    @Override
    public List<ConversionAction> conversionActions() {
        return managed.isPresent() ? managed.get().rules().all() : AdAccount.super.conversionActions();
    }

    /**
     * What is counted of several conversions follows from the category and cannot be chosen; no campaign counts the new
     * rule before it is associated.
     */
    @Override
    public ConversionAction create(ConversionAction.Draft draft) {
        return managed.isPresent() ? managed.get().rules().create(draft) : AdAccount.super.create(draft);
    }

    @Override
    public void enable(String action) {
        if (managed.isEmpty()) {
            AdAccount.super.enable(action);
        }
        managed.get().rules().enable(action);
    }

    @Override
    public void associate(String action, Set<String> campaigns) {
        if (managed.isEmpty()) {
            AdAccount.super.associate(action, campaigns);
        }
        managed.get().rules().associate(action, campaigns);
    }

    @Override
    public List<AdCampaign> adCampaigns() {
        return managed.isPresent() ? managed.get().campaigns().all() : AdAccount.super.adCampaigns();
    }

    @Override
    public List<ReachableAccount> reachable() {
        return member.isPresent() ? new ReachableAccounts(member.get()).all() : AdAccount.super.reachable();
    }

    @Override
    public AdAccountFacts facts() {
        return managed.isPresent() ? managed.get().account().facts() : AdAccount.super.facts();
    }

    @Override
    public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        if (managed.isEmpty()) {
            AdAccount.super.costs(days, into);
        }
        managed.get().reports().costs(days, into);
    }

    @Override
    public void counted(Days days, Consumer<AdReport.CountedDay> into) {
        if (managed.isEmpty()) {
            AdAccount.super.counted(days, into);
        }
        managed.get().reports().counted(days, into);
    }

    @Override
    public void leads(Days days, Consumer<AdReport.FormLead> into) {
        if (managed.isEmpty() || !readsLeads) {
            AdAccount.super.leads(days, into);
        }
        managed.get().leadForms().leads(days, into);
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return checks.run(emptyEvent(), member.map(ReachableAccounts::new), managed, actions);
    }

    /**
     * LinkedIn has no way to try an event without counting it (linkedin.md §2.1). An event without any field gets past
     * the version and the token, and is then refused.
     */
    private Supplier<Answer> emptyEvent() {
        return () -> session.ask(one(new EventBody(null, 0, null, null, null)));
    }

    @Override
    public void close() {
        Wire.close(api);
        member.ifPresent(Member::close);
    }

    @Override
    public String toString() {
        return "LinkedIn account, API version " + version;
    }
}
