package io.downfunnel.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.OwnClicks;
import io.downfunnel.store.AdAccountStore.Known;
import io.downfunnel.store.ReportClaimStore.Claim;

/**
 * What the platforms know of our own clicks. A click ID that the CRM did not give us is looked up in our record and
 * forgotten, before anything is written anywhere.
 */
@ApplicationScoped
public class AdClickStore {
    private static final int FETCH = 2_000;

    private final Jdbi jdbi;
    private final ReportClaimStore claims;

    public AdClickStore(Jdbi jdbi, ReportClaimStore claims) {
        this.jdbi = jdbi;
        this.claims = claims;
    }

    /** The days of the account on which we have clicks that are not found. What is mangled cannot be. */
    public Map<LocalDate, OwnClicks> ownDays(Known account, ClickId.Kind kind, Days days) {
        var zone = account.facts().zone();
        return jdbi.inTransaction(handle -> {
            var own = new TreeMap<LocalDate, OwnClicks>();
            handle.createQuery("""
                            select distinct m.value, m.clicked_at, a.value is null as never_sought
                              from matched_click m
                              left join ad_click a
                                on a.ad_account_id = :account and a.kind = m.kind and a.value = m.value
                             where m.kind = :kind and m.fit <> 'MANGLED' and a.account is null
                               and m.clicked_at >= :from and m.clicked_at < :until""")
                    .setFetchSize(FETCH)
                    .bind("account", account.id())
                    .bind("kind", kind.name())
                    .bind("from", days.first().atStartOfDay(zone).toInstant())
                    .bind("until", days.last().plusDays(1).atStartOfDay(zone).toInstant())
                    .map((row, context) -> Map.entry(
                            Columns.instant(row, "clicked_at").atZone(zone).toLocalDate(),
                            row.getBoolean("never_sought") ? new OwnClicks(1, 0) : new OwnClicks(0, 1)))
                    .forEach(each -> own.merge(each.getKey(), each.getValue(), OwnClicks::plus));
            return own;
        });
    }

    /** Takes the clicks of a day, and keeps ours. Those of ours that it should have told of and has not are noted too. */
    public StagedRead<AdReport.ClickDay> clicks(
            Claim claim, Known account, ClickId.Kind kind, LocalDate day, Instant now) {
        return new StagedRead<>(jdbi, claims, claim, Days.only(day), StagedTable.CLICK, AdClickStore::ours, handle -> {
            ErasureLock.carrying(handle);
            ReportStore.campaigns(handle, claim, account, "staged_click");
            found(handle, claim, account, now);
            notFound(handle, account, kind, day, now);
            ReportStore.read(handle, account, AdQuestion.CLICKS, Days.only(day), now);
        });
    }

    private static List<AdReport.ClickDay> ours(Handle handle, List<AdReport.ClickDay> page) {
        ErasureLock.carrying(handle);
        Set<ClickId> known = new HashSet<>(handle.createQuery("""
                        select t.kind, t.value
                          from unnest(:kinds, :values) as t (kind, value)
                         cross join lateral (select from matched_click m
                                              where m.value = t.value and m.kind = t.kind limit 1) m""")
                .bindArray(
                        "kinds",
                        String.class,
                        page.stream().map(row -> row.clickId().kind().name()).toList())
                .bindArray(
                        "values",
                        String.class,
                        page.stream().map(row -> row.clickId().value()).toList())
                .map((row, context) -> new ClickId(ClickId.Kind.valueOf(row.getString(1)), row.getString(2)))
                .list());
        var ours = new ArrayList<>(page);
        ours.removeIf(row -> !known.contains(row.clickId()));
        return ours;
    }

    private static void found(Handle handle, Claim claim, Known account, Instant now) {
        handle.createUpdate("""
                        insert into ad_click (ad_account_id, kind, value, day, account, campaign_id, ad_group,
                                              ad_group_name, keyword, device, sought_at)
                        select :account, s.kind, s.value, s.day, s.account, c.id, s.ad_group, s.ad_group_name, s.keyword,
                               s.device, :now
                          from staged_click s
                          join campaign c on c.ad_account_id = :account and c.vendor_id = s.campaign
                         where s.epoch = :epoch
                         order by s.kind, s.value
                        on conflict (ad_account_id, kind, value) do update
                           set day = excluded.day, account = excluded.account, campaign_id = excluded.campaign_id,
                               ad_group = excluded.ad_group, ad_group_name = excluded.ad_group_name,
                               keyword = excluded.keyword, device = excluded.device, sought_at = excluded.sought_at""")
                .bind("account", account.id())
                .bind("epoch", claim.epoch())
                .bind("now", now)
                .execute();
    }

    private static void notFound(Handle handle, Known account, ClickId.Kind kind, LocalDate day, Instant now) {
        var zone = account.facts().zone();
        handle.createUpdate("""
                        insert into ad_click as a (ad_account_id, kind, value, day, sought_at)
                        select distinct :account, m.kind, m.value, cast(:day as date), cast(:now as timestamptz)
                          from matched_click m
                         where m.kind = :kind and m.fit <> 'MANGLED'
                           and m.clicked_at >= :from and m.clicked_at < :until
                        on conflict (ad_account_id, kind, value) do update
                           set day = excluded.day, sought_at = excluded.sought_at where a.account is null""")
                .bind("account", account.id())
                .bind("kind", kind.name())
                .bind("day", day)
                .bind("from", day.atStartOfDay(zone).toInstant())
                .bind("until", day.plusDays(1).atStartOfDay(zone).toInstant())
                .bind("now", now)
                .execute();
    }

    /**
     * What the platforms told of a person's clicks, in a reading that goes on too: that one misses its rows then, and is
     * begun anew.
     *
     * @param events the stage events that were matched to the person
     * @param clicks values of their click IDs
     */
    static void forget(Handle handle, Long[] events, String[] clicks) {
        for (var table : List.of("ad_click", "staged_click")) {
            handle.createUpdate("""
                            delete from %s
                             where value = any (cast(:clicks as text[]))
                                or (kind, value) in (select kind, value from matched_click
                                                      where stage_event_id = any (:events))""".formatted(table))
                    .bind("clicks", clicks)
                    .bind("events", events)
                    .execute();
        }
    }
}
