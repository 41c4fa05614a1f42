package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Concern;
import io.downfunnel.domain.Concern.Concerned;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Wait;

/** What the watchdog looks at: everything by cause, never by conversion. */
@Singleton
public class WatchStore {
    private final Jdbi jdbi;

    public WatchStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The longest times, which the auditor's views go by as well. */
    public void allow(Map<Wait, Duration> deadlines) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into state_deadline as d (wait, within)
                        select wait, make_interval(secs => seconds)
                          from unnest(:waits, :seconds) as t (wait, seconds)
                         order by wait
                        on conflict (wait) do update set within = excluded.within
                         where d.within <> excluded.within""")
                .bindArray(
                        "waits",
                        String.class,
                        deadlines.keySet().stream().map(Enum::name).toList())
                .bindArray(
                        "seconds",
                        Long.class,
                        deadlines.values().stream().map(Duration::toSeconds).toList())
                .execute());
    }

    /** What waits longer than it may. What has been sent already does not become worthless any more. */
    public List<Concern.Overdue> overdue() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select subject, destination, wait, reason, extract(epoch from within)::bigint as within,
                               min(since) as since, count(*) as conversions,
                               min(expires_at) filter (where wait in ('READY', 'DELAYED', 'HELD', 'IN_DOUBT')) as expiry
                          from conversion_overdue
                         group by subject, destination, wait, reason, within
                         order by subject""")
                .map((row, context) -> new Concern.Overdue(
                        row.getString("subject"),
                        row.getString("destination"),
                        Wait.valueOf(row.getString("wait")),
                        Columns.textIfAny(row, "reason"),
                        Duration.ofSeconds(row.getLong("within")),
                        Columns.instant(row, "since"),
                        concerned(row)))
                .list());
    }

    /** What a brake keeps back because something looks wrong. What a person stopped, that person knows of. */
    public List<Concern.Braked> braked() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select destination, reason, min(state_since) as since, count(*) as conversions,
                               min(expires_at) as expiry
                          from conversion
                         where state = 'HELD' and reason in ('VOLUME', 'POISON_RATE', 'CANARY_REFUSED')
                         group by destination, reason
                         order by destination, reason""")
                .map((row, context) -> new Concern.Braked(
                        row.getString("destination"),
                        row.getString("reason"),
                        Columns.instant(row, "since"),
                        concerned(row)))
                .list());
    }

    /**
     * What becomes worthless soon and will not be sent by itself before that. What needs a person for its data is not
     * among it: it is not sent again as it is.
     */
    public List<Concern.Expiring> expiring(Duration within) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select destination, state, reason, count(*) as conversions, min(expires_at) as expiry
                          from conversion c
                         where state in ('DELAYED', 'READY', 'HELD')
                           and expires_at < now() + make_interval(secs => :within)
                           and (state = 'HELD'
                                or state = 'DELAYED' and due_at >= expires_at
                                or state = 'READY' and exists (
                                   select from connection_status s
                                    where s.state = 'stopped'
                                      and s.connection in (c.destination, c.destination || '/' || c.action)))
                         group by destination, state, reason
                         order by destination, state, reason""")
                .bind("within", within.toSeconds())
                .map((row, context) -> new Concern.Expiring(
                        row.getString("destination"),
                        ConversionState.valueOf(row.getString("state")),
                        Columns.textIfAny(row, "reason"),
                        within,
                        concerned(row)))
                .list());
    }

    /**
     * Connections that wait for a person, and those that should have recovered by themselves; among these are endpoints that
     * are left alone.
     *
     * @param patience with the latter
     */
    public List<Concern.Broken> broken(Duration patience) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select s.connection, s.state = 'stopped' as for_a_person, s.since,
                               coalesce(s.message, '') as message, coalesce(s.remedy, '') as remedy,
                               w.conversions, w.expiry
                          from (select connection, '/' || split_part(connection, '/', 2) as part, state, since, message,
                                       remedy, split_part(connection, '/', 1) as destination, 'READY' as waiting
                                  from connection_status
                                union all
                                select connection || ', ' || endpoint || 's', '/', 'failing', since, message, remedy,
                                       connection, case endpoint when 'upload' then 'READY' else 'ACCEPTED' end
                                  from circuit where open_until is not null) s
                         cross join lateral (
                               select count(*) as conversions, min(expires_at) as expiry
                                 from conversion c
                                where c.state = s.waiting and c.destination = s.destination
                                  and s.part in ('/', '/' || c.action)) w
                         where s.state = 'stopped'
                            or s.state = 'failing' and s.since < now() - make_interval(secs => :patience)
                         order by s.connection""")
                .bind("patience", patience.toSeconds())
                .map((row, context) -> new Concern.Broken(
                        row.getString("connection"),
                        row.getBoolean("for_a_person"),
                        Columns.instant(row, "since"),
                        row.getString("message"),
                        row.getString("remedy"),
                        concerned(row)))
                .list());
    }

    public List<Concern.UnknownCode> unknownCodes(Duration back) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.destination, coalesce(t.reason, '') as code, max(t.at) as last,
                               count(distinct c.id) as conversions, cast(null as timestamptz) as expiry
                          from conversion_transition t join conversion c on c.id = t.conversion_id
                         where t.failure_class = 'UNCLASSIFIED' and t.at > now() - make_interval(secs => :back)
                         group by c.destination, code
                         order by c.destination, code""")
                .bind("back", back.toSeconds())
                .map((row, context) -> new Concern.UnknownCode(
                        row.getString("destination"),
                        row.getString("code"),
                        Columns.instant(row, "last"),
                        concerned(row)))
                .list());
    }

    private static Concerned concerned(ResultSet row) throws SQLException {
        return new Concerned(row.getLong("conversions"), Columns.instantIfAny(row, "expiry"));
    }

    /** When the last look at the invariants was; before the first one, when this database began to be used. */
    public Instant lastAudit() {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        select coalesce((select max(checked_at) from audit), (select min(started_at) from run), now())""").mapTo(Instant.class).one());
    }
}
