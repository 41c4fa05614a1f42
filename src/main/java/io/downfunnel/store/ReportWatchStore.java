package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Concern;
import io.downfunnel.domain.Concern.Concerned;
import io.downfunnel.domain.Concern.Drift;

/** What the platforms' reports tell that a person has to know of. */
@Singleton
public class ReportWatchStore {
    private final Jdbi jdbi;

    public ReportWatchStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Conversion actions that mappings in force send to and that are gone, take no uploads, or were renamed; of destinations
     * only that ever showed their actions.
     *
     * @param back how long a new name is told
     */
    public List<Concern.Drifted> drifted(Duration back) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with used as (
                            select m.destination, m.action, array_agg(distinct m.name order by m.name) as mappings,
                                   r.read_at
                              from mapping_in_force m
                              join report_read r on r.destination = m.destination and r.report = 'ACTIONS'
                             where m.action <> ''
                             group by m.destination, m.action, r.read_at),
                        drift as (
                            select u.*, a.name, a.obstacle, renamed.before as old_name,
                                   case when a.seen_at is null or a.gone_at is not null then 'GONE'
                                        when a.obstacle is not null then 'CLOSED'
                                        when renamed.at is not null then 'RENAMED' end as what,
                                   case when a.seen_at is null then u.read_at
                                        when a.gone_at is not null then a.gone_at
                                        when a.obstacle is not null then coalesce(closed.at, a.first_seen_at)
                                        else renamed.at end as since
                              from used u
                              left join conversion_action a
                                on a.destination = u.destination and a.vendor_id = u.action
                              left join lateral (
                                   select before, at from conversion_action_change c
                                    where c.conversion_action_id = a.id and c.what = 'NAME'
                                      and c.at > now() - make_interval(secs => :back)
                                    order by c.id desc limit 1) renamed on true
                              left join lateral (
                                   select at from conversion_action_change c
                                    where c.conversion_action_id = a.id and c.what = 'OBSTACLE'
                                    order by c.id desc limit 1) closed on true)
                        select d.*, w.conversions, w.expiry
                          from drift d
                         cross join lateral (
                               select count(*) as conversions, min(expires_at) as expiry from conversion c
                                where c.destination = d.destination and c.action = d.action and c.state = 'READY') w
                         where d.what is not null
                         order by d.destination, d.action""")
                .bind("back", back.toSeconds())
                .map((row, context) -> new Concern.Drifted(
                        row.getString("destination"),
                        row.getString("action"),
                        Arrays.asList((String[]) row.getArray("mappings").getArray()),
                        Columns.textIfAny(row, "name"),
                        drift(row),
                        Columns.instant(row, "since"),
                        new Concerned(row.getLong("conversions"), Columns.instantIfAny(row, "expiry"))))
                .list());
    }

    private static Drift drift(ResultSet row) throws SQLException {
        return switch (row.getString("what")) {
            case "GONE" -> new Drift.Gone();
            case "CLOSED" -> new Drift.Closed(row.getString("obstacle"));
            default -> new Drift.Renamed(row.getString("old_name"));
        };
    }

    /** Clicks of ours that were bought with another account than the one the destination leads to; by that account. */
    public List<Concern.Strayed> strayed() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with account as (
                            select distinct on (destination) * from ad_account order by destination, seen_at desc, id desc),
                        click as (
                            select a.destination, a.vendor_id, c.account, count(*) as clicks,
                                   sum(count(*)) over (partition by a.destination) as found
                              from account a
                              join ad_click c on c.ad_account_id = a.id
                             where c.account is not null and c.day > current_date - 90
                             group by a.destination, a.vendor_id, c.account)
                        select * from click where account <> vendor_id order by destination, account""")
                .map((row, context) -> new Concern.Strayed(
                        row.getString("destination"),
                        row.getString("vendor_id"),
                        row.getString("account"),
                        row.getLong("clicks"),
                        row.getLong("found")))
                .list());
    }

    /**
     * A click of ours that does not belong to the account that conversions go to.
     *
     * @param record the CRM record that has it
     * @param account that it was bought with; empty: the platform does not know it, although its day was read whole
     */
    public record Astray(String destination, ClickId clickId, String record, LocalDate day, Optional<String> account) {}

    /**
     * The clicks themselves, the latest first. Only those that the CRM dates exactly can be missed: the others may have
     * happened on another day.
     */
    public List<Astray> astray(String destination, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select a.destination, c.kind, c.value, c.day, c.account, m.source_id
                          from (select * from ad_account where destination = :destination
                                 order by seen_at desc, id desc limit 1) a
                          join ad_click c on c.ad_account_id = a.id
                         cross join lateral (
                               select min(source_id) as source_id, bool_or(dating = 'RECORDED') as dated
                                 from matched_click m where m.value = c.value and m.kind = c.kind) m
                         where c.account <> a.vendor_id
                            or c.account is null and m.dated
                               and c.sought_at >= (c.day + 4)::timestamp at time zone a.zone
                         order by c.day desc, c.value limit :limit""")
                .bind("destination", destination)
                .bind("limit", limit)
                .map((row, context) -> new Astray(
                        row.getString("destination"),
                        new ClickId(ClickId.Kind.valueOf(row.getString("kind")), row.getString("value")),
                        row.getString("source_id"),
                        row.getObject("day", LocalDate.class),
                        Columns.textIfAny(row, "account")))
                .list());
    }
}
