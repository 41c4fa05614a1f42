package io.downfunnel.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Days;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.ReportClaimStore.Claim;

/**
 * What accounts cost and counted, day by day, and which days were read. A complete read takes the place of what was known
 * of its days, in one transaction; one that broke changes nothing.
 */
@ApplicationScoped
public class ReportStore {
    private final Jdbi jdbi;
    private final ReportClaimStore claims;

    public ReportStore(Jdbi jdbi, ReportClaimStore claims) {
        this.jdbi = jdbi;
        this.claims = claims;
    }

    /** When each day of a report was read whole; the others have no figures yet. */
    public Map<LocalDate, Instant> days(Known account, AdQuestion question) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select day, read_at from report_day where ad_account_id = :account and report = :report")
                .bind("account", account.id())
                .bind("report", question.name())
                .reduceResultSet(new TreeMap<>(), (days, row, context) -> {
                    days.put(row.getObject("day", LocalDate.class), Columns.instant(row, "read_at"));
                    return days;
                }));
    }

    /** When what has no days was answered last. */
    public Map<AdQuestion, Instant> answered(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select report, read_at from report_read where destination = :destination")
                .bind("destination", destination)
                .reduceResultSet(new EnumMap<>(AdQuestion.class), (answers, row, context) -> {
                    answers.put(AdQuestion.valueOf(row.getString("report")), Columns.instant(row, "read_at"));
                    return answers;
                }));
    }

    /** A question without days was answered. */
    public void answered(String destination, AdQuestion question, Instant now) {
        jdbi.useHandle(handle -> answered(handle, destination, question, now));
    }

    static void answered(Handle handle, String destination, AdQuestion question, Instant now) {
        handle.createUpdate("""
                        insert into report_read (destination, report, read_at) values (:destination, :report, :now)
                        on conflict (destination, report) do update set read_at = excluded.read_at""")
                .bind("destination", destination)
                .bind("report", question.name())
                .bind("now", now)
                .execute();
    }

    /** Takes the cost of these days. */
    public StagedRead<AdReport.CampaignDay> costs(Claim claim, Known account, Days days, Instant now) {
        return new StagedRead<>(jdbi, claims, claim, days, StagedTable.COST, (handle, rows) -> rows, handle -> {
            campaigns(handle, claim, account, "staged_cost");
            forget(handle, "campaign_day", account, days);
            handle.createUpdate("""
                            insert into campaign_day
                            select :account, s.day, c.id, s.cost, s.currency, s.impressions, s.clicks
                              from staged_cost s
                              join campaign c on c.ad_account_id = :account and c.vendor_id = s.campaign
                             where s.epoch = :epoch
                             order by s.day, c.id""")
                    .bind("account", account.id())
                    .bind("epoch", claim.epoch())
                    .execute();
            read(handle, account, AdQuestion.COST, days, now);
        });
    }

    /** Takes what the platform counted on these days. */
    public StagedRead<AdReport.CountedDay> counted(Claim claim, Known account, Days days, Instant now) {
        return new StagedRead<>(jdbi, claims, claim, days, StagedTable.COUNTED, (handle, rows) -> rows, handle -> {
            unnamedCampaigns(handle, claim, account);
            actions(handle, claim);
            forget(handle, "counted_day", account, days);
            handle.createUpdate("""
                            insert into counted_day
                            select :account, s.day, c.id, a.id, s.dated, s.counted, s.value, s.currency
                              from staged_counted s
                              join campaign c on c.ad_account_id = :account and c.vendor_id = s.campaign
                              join conversion_action a on a.destination = :destination and a.vendor_id = s.action
                             where s.epoch = :epoch
                             order by s.day, c.id, a.id""")
                    .bind("account", account.id())
                    .bind("destination", account.destination())
                    .bind("epoch", claim.epoch())
                    .execute();
            read(handle, account, AdQuestion.COUNTED, days, now);
        });
    }

    private static void forget(Handle handle, String table, Known account, Days days) {
        handle.createUpdate("delete from " + table + " where ad_account_id = :account and day between :first and :last")
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .execute();
    }

    static void read(Handle handle, Known account, AdQuestion question, Days days, Instant now) {
        handle.createUpdate("""
                        insert into report_day (ad_account_id, report, day, read_at)
                        select :account, :report, day, :now
                          from generate_series(cast(:first as date), cast(:last as date), interval '1 day') as day
                        on conflict (ad_account_id, report, day) do update set read_at = excluded.read_at""")
                .bind("account", account.id())
                .bind("report", question.name())
                .bind("first", days.first())
                .bind("last", days.last())
                .bind("now", now)
                .execute();
    }

    /**
     * Campaigns that are new, or are called otherwise by now.
     *
     * @param table with epoch, campaign and name
     */
    static void campaigns(Handle handle, Claim claim, Known account, String table) {
        handle.createUpdate("""
                        insert into campaign (ad_account_id, vendor_id, name)
                        select :account, s.campaign, s.name
                          from (select campaign, max(name) as name from %s where epoch = :epoch group by campaign) s
                          left join campaign k on k.ad_account_id = :account and k.vendor_id = s.campaign
                         where k.id is null or s.name is not null and k.name is distinct from s.name
                         order by s.campaign
                        on conflict (ad_account_id, vendor_id) do update set name = excluded.name""".formatted(table))
                .bind("account", account.id())
                .bind("epoch", claim.epoch())
                .execute();
    }

    private static void unnamedCampaigns(Handle handle, Claim claim, Known account) {
        handle.createUpdate("""
                        insert into campaign (ad_account_id, vendor_id)
                        select distinct :account, campaign from staged_counted s
                         where epoch = :epoch
                           and not exists (select from campaign k
                                            where k.ad_account_id = :account and k.vendor_id = s.campaign)
                        on conflict (ad_account_id, vendor_id) do nothing""")
                .bind("account", account.id())
                .bind("epoch", claim.epoch())
                .execute();
    }

    private static void actions(Handle handle, Claim claim) {
        handle.createUpdate("""
                        insert into conversion_action (destination, vendor_id)
                        select distinct :destination, action from staged_counted s
                         where epoch = :epoch
                           and not exists (select from conversion_action k
                                            where k.destination = :destination and k.vendor_id = s.action)
                        on conflict (destination, vendor_id) do nothing""")
                .bind("destination", claim.destination())
                .bind("epoch", claim.epoch())
                .execute();
    }
}
