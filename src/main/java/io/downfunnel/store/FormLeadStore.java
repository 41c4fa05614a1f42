package io.downfunnel.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.AdReport.FormLead;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.ReportClaimStore.Claim;

/**
 * Who filled in forms of ads, as the platforms tell of it: of people whom the CRM has, and of nobody else. A response is
 * known by the id that the CRM keeps, or by the address that it was filled in with; whatever the CRM did not give us of the
 * two is forgotten before anything is written anywhere.
 */
@ApplicationScoped
public class FormLeadStore {
    private final Jdbi jdbi;
    private final ReportClaimStore claims;

    public FormLeadStore(Jdbi jdbi, ReportClaimStore claims) {
        this.jdbi = jdbi;
        this.claims = claims;
    }

    /** Takes the responses of these days, and keeps ours. Whatever is matched by one that is new is to be matched anew. */
    public StagedRead<FormLead> leads(Claim claim, Known account, Days days, Instant now) {
        return new StagedRead<>(jdbi, claims, claim, days, StagedTable.FORM_RESPONSE, FormLeadStore::ours, handle -> {
            ErasureLock.carrying(handle);
            campaigns(handle, claim, account);
            queue(handle, claim, account, days);
            replace(handle, claim, account, days);
            clicks(handle, claim, account, now);
            ReportStore.read(handle, account, AdQuestion.LEADS, days, now);
        });
    }

    private static List<FormLead> ours(Handle handle, List<FormLead> page) {
        ErasureLock.carrying(handle);
        var responses = known(
                handle,
                "li_form_response",
                List.of("lead", "contact", "opportunity"),
                page.stream().map(row -> row.response().value()).collect(Collectors.toSet()));
        var emails = known(
                handle,
                "email_sha256",
                List.of("lead", "contact"),
                page.stream().flatMap(row -> row.emails().stream()).collect(Collectors.toSet()));
        return page.stream()
                .map(row -> with(row, emails))
                .filter(row -> !row.emails().isEmpty()
                        || responses.contains(row.response().value()))
                .toList();
    }

    private static FormLead with(FormLead row, Set<String> known) {
        return new FormLead(
                row.day(),
                row.response(),
                row.submittedAt(),
                row.campaign(),
                row.campaignName(),
                row.test(),
                row.emails().stream().filter(known::contains).collect(Collectors.toSet()));
    }

    private static Set<String> known(Handle handle, String column, List<String> tables, Set<String> values) {
        return new HashSet<>(handle.createQuery(tables.stream()
                        .map(table -> "select %1$s from %2$s where %1$s = any (:values)".formatted(column, table))
                        .collect(Collectors.joining(" union ")))
                .bind("values", values.toArray(String[]::new))
                .mapTo(String.class)
                .list());
    }

    private static void campaigns(Handle handle, Claim claim, Known account) {
        ReportStore.campaigns(
                handle, claim, account, "(select * from staged_form_response where campaign is not null) named");
    }

    /** The records of those whose responses are new, are told otherwise or are not told any more. */
    private static void queue(Handle handle, Claim claim, Known account, Days days) {
        handle.createUpdate("""
                        with told as (
                            select response, submitted_at, test, string_to_array(emails, ' ') as emails
                              from staged_form_response where epoch = :epoch),
                        before as (
                            select response, submitted_at, test, emails from form_response
                             where ad_account_id = :account and day between :first and :last),
                        changed as (
                            select coalesce(t.response, b.response) as response,
                                   coalesce(t.emails, '{}') || coalesce(b.emails, '{}') as emails
                              from told t full join before b on b.response = t.response
                             where (t.submitted_at, t.test, t.emails) is distinct from (b.submitted_at, b.test, b.emails)),
                        concerned as (
                            select organization_id, 'Lead' as object, id, contact_id, opportunity_id from lead
                             where li_form_response in (select response from changed)
                                or email_sha256 in (select unnest(emails) from changed)
                            union all
                            select organization_id, 'Contact', id, id, null from contact
                             where li_form_response in (select response from changed)
                                or email_sha256 in (select unnest(emails) from changed)
                            union all
                            select organization_id, 'Opportunity', id, null, id from opportunity
                             where li_form_response in (select response from changed)),
                        affected as (
                            select organization_id, object, id from concerned where object <> 'Contact'
                            union
                            select organization_id, 'Opportunity', opportunity_id from concerned
                             where opportunity_id is not null
                            union
                            select organization_id, 'Opportunity', r.opportunity_id
                              from concerned c join contact_role r using (organization_id, contact_id))
                        insert into changed_record (organization_id, object, record_id)
                        select organization_id, object, id from affected order by organization_id, object, id
                        on conflict (organization_id, object, record_id) do update set changed_at = excluded.changed_at""")
                .bind("epoch", claim.epoch())
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .execute();
    }

    private static void replace(Handle handle, Claim claim, Known account, Days days) {
        handle.createUpdate("""
                        with gone as (
                            delete from form_response
                             where ad_account_id = :account and day between :first and :last
                               and response not in (select response from staged_form_response where epoch = :epoch)
                            returning response)
                        delete from ad_click
                         where ad_account_id = :account and kind = :kind and value in (select response from gone)""")
                .bind("epoch", claim.epoch())
                .bind("account", account.id())
                .bind("kind", ClickId.Kind.LI_FORM_RESPONSE.name())
                .bind("first", days.first())
                .bind("last", days.last())
                .execute();
        handle.createUpdate("""
                        insert into form_response (ad_account_id, response, day, submitted_at, test, emails)
                        select :account, response, day, submitted_at, test, string_to_array(emails, ' ')
                          from staged_form_response where epoch = :epoch
                         order by response
                        on conflict (ad_account_id, response) do update
                           set day = excluded.day, submitted_at = excluded.submitted_at, test = excluded.test,
                               emails = excluded.emails""")
                .bind("epoch", claim.epoch())
                .bind("account", account.id())
                .execute();
    }

    /** By its campaign, what became of a lead is compared with what the campaign cost, as with any other click. */
    private static void clicks(Handle handle, Claim claim, Known account, Instant now) {
        handle.createUpdate("""
                        insert into ad_click (ad_account_id, kind, value, day, account, campaign_id, sought_at)
                        select :account, :kind, s.response, s.day, :vendor, c.id, :now
                          from staged_form_response s
                          join campaign c on c.ad_account_id = :account and c.vendor_id = s.campaign
                         where s.epoch = :epoch and not s.test
                         order by s.response
                        on conflict (ad_account_id, kind, value) do update
                           set day = excluded.day, account = excluded.account, campaign_id = excluded.campaign_id,
                               sought_at = excluded.sought_at""")
                .bind("epoch", claim.epoch())
                .bind("account", account.id())
                .bind("vendor", account.facts().id())
                .bind("kind", ClickId.Kind.LI_FORM_RESPONSE.name())
                .bind("now", now)
                .execute();
    }

    /** What the platforms told of a person's responses; a reading that goes on misses its rows then, and is begun anew. */
    static void forget(Handle handle, String[] responses) {
        for (var table : List.of("form_response", "staged_form_response")) {
            handle.createUpdate("delete from " + table + " where response = any (cast(:responses as text[]))")
                    .bind("responses", responses)
                    .execute();
        }
    }
}
