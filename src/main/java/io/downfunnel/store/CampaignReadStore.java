package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Money;
import io.downfunnel.store.AdAccountStore.Known;

/** What campaigns cost, and what became of their clicks by our own record, for people to read. */
@Singleton
public class CampaignReadStore {
    private final Jdbi jdbi;

    public CampaignReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param campaign ours
     * @param vendorId as the platform numbers it
     * @param name as it is called now; empty where nobody has said
     */
    public record Spend(
            int campaign, String vendorId, Optional<String> name, Money cost, long impressions, long clicks) {}

    /** How many different journeys reached a stage after a click of the campaign, whenever that was. */
    public record Result(int campaign, String stage, long journeys) {}

    /**
     * How much of a period is known.
     *
     * @param days that were read whole
     * @param last the latest of them
     */
    public record Coverage(long days, Optional<LocalDate> last) {}

    /**
     * Clicks of ours in a period, as the CRM dates them.
     *
     * @param placed bought with this account, and with them their campaign is known
     */
    public record Clicks(long all, long placed) {}

    /**
     * How long after its click a stage is reached.
     *
     * @param half of all are there by then
     * @param most nine of ten
     */
    public record Lag(Duration half, Duration most) {}

    /** Campaign by campaign and currency, the dearest first; days are those of the account. */
    public List<Spend> spend(Known account, Days days) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.vendor_id, c.name, d.currency, d.cost, d.impressions, d.clicks
                          from (select campaign_id, currency, sum(cost) as cost, sum(impressions)::bigint as impressions,
                                       sum(clicks)::bigint as clicks
                                  from campaign_day
                                 where ad_account_id = :account and day between :first and :last
                                 group by campaign_id, currency) d
                          join campaign c on c.id = d.campaign_id
                         order by d.cost desc, d.impressions desc, c.id""")
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .map((row, context) -> new Spend(
                        row.getInt("id"),
                        row.getString("vendor_id"),
                        Columns.textIfAny(row, "name"),
                        Money.of(row.getBigDecimal("cost"), row.getString("currency")),
                        row.getLong("impressions"),
                        row.getLong("clicks")))
                .list());
    }

    /** What became of the clicks of these days. Test records and what the CRM took back do not count. */
    public List<Result> results(Known account, Days days) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select a.campaign_id, e.stage, count(distinct (e.organization_id, e.lineage)) as journeys
                          from ad_click a
                          join matched_click m on m.value = a.value and m.kind = a.kind and m.fit = 'FITS'
                          join stage_event e on e.id = m.stage_event_id and e.withdrawal is null
                          join stage_match s on s.stage_event_id = e.id and not s.test_record
                         where a.ad_account_id = :account and a.day between :first and :last and a.account = :vendor
                         group by a.campaign_id, e.stage""")
                .bind("vendor", account.facts().id())
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .map((row, context) ->
                        new Result(row.getInt("campaign_id"), row.getString("stage"), row.getLong("journeys")))
                .list());
    }

    public Coverage coverage(Known account, Days days) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) as days, max(day) as last from report_day
                         where ad_account_id = :account and report = 'COST' and day between :first and :last""")
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .map((row, context) ->
                        new Coverage(row.getLong("days"), Optional.ofNullable(row.getObject("last", LocalDate.class))))
                .one());
    }

    public Clicks clicks(Known account, Days days) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) as every, count(*) filter (where account = :vendor) as placed from ad_click
                         where ad_account_id = :account and day between :first and :last""")
                .bind("vendor", account.facts().id())
                .bind("account", account.id())
                .bind("first", days.first())
                .bind("last", days.last())
                .map((row, context) -> new Clicks(row.getLong("every"), row.getLong("placed")))
                .one());
    }

    /** How many clicks of ours of these kinds and days the platform was not asked about, or cannot be asked about. */
    public long untold(Known account, Days days, Collection<ClickId.Kind> kinds) {
        var zone = account.facts().zone();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(distinct (m.kind, m.value))
                          from matched_click m
                          left join ad_click a
                            on a.ad_account_id = :account and a.kind = m.kind and a.value = m.value
                         where m.kind = any (:kinds) and m.fit not in ('MANGLED', 'TEST') and a.value is null
                           and m.clicked_at >= :from and m.clicked_at < :until""")
                .bind("account", account.id())
                .bind("kinds", kinds.stream().map(Enum::name).toArray(String[]::new))
                .bind("from", days.first().atStartOfDay(zone).toInstant())
                .bind("until", days.last().plusDays(1).atStartOfDay(zone).toInstant())
                .mapTo(Long.class)
                .one());
    }

    /** By stage, over all clicks that fit. */
    public Map<String, Lag> lags() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select e.stage,
                               percentile_cont(array[0.5, 0.9]) within group (
                                   order by extract(epoch from e.occurred_at - m.clicked_at)::double precision) as seconds
                          from stage_event e
                          join matched_click m on m.stage_event_id = e.id and m.fit = 'FITS'
                         where e.withdrawal is null
                         group by e.stage""")
                .reduceResultSet(new TreeMap<>(), (lags, row, context) -> {
                    var seconds = (Double[]) row.getArray("seconds").getArray();
                    lags.put(row.getString("stage"), new Lag(duration(seconds[0]), duration(seconds[1])));
                    return lags;
                }));
    }

    private static Duration duration(double seconds) {
        return Duration.ofSeconds(Math.max(0, BigDecimal.valueOf(seconds).longValue()));
    }
}
