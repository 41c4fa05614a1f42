package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

/** How often the stages of the funnel are reached, and whether a platform could recognise who reached them. */
@Singleton
public class StageReadStore {
    private final Jdbi jdbi;

    public StageReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Of one stage, since some time. What the CRM has taken back is left out; test records are left out too.
     *
     * @param reached how often it was reached
     * @param before how often in the same span before
     * @param withClick of those, by somebody whose click ID fits
     * @param withPerson of those without a click ID, by somebody with a hashed identifier
     * @param damaged of those without a fitting click ID, with one that was cut or lower-cased
     * @param skipped of those, taken for reached because a later stage was
     * @param median time from the click to the event, of those with a click; empty where there is none
     * @param inTime of those with a click, no longer ago than the window that was asked for
     */
    public record Figures(
            String stage,
            long reached,
            long before,
            long withClick,
            long withPerson,
            long damaged,
            long skipped,
            Optional<Duration> median,
            long inTime) {}

    /**
     * @param since the beginning of the span
     * @param window how long after a click an event counts, where a mapping says nothing else
     * @param now the end of the span
     */
    public List<Figures> figures(Instant since, Instant now, Duration window) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with reached as (
                            select e.id, e.stage, e.occurred_at, e.evidence,
                                   m.email_sha256 is not null or m.phone_sha256 is not null as person,
                                   coalesce(m.test_record, false) as test
                              from stage_event e left join stage_match m on m.stage_event_id = e.id
                             where e.withdrawn_at is null and e.occurred_at > :before and e.occurred_at <= :now),
                        known as (
                            select r.*, c.clicked_at, c.damaged
                              from reached r
                              left join lateral (
                                select max(k.clicked_at) filter (where k.fit = 'FITS') as clicked_at,
                                       bool_or(k.fit = 'MANGLED') as damaged
                                  from matched_click k where k.stage_event_id = r.id) c on true
                             where not r.test)
                        select stage,
                               count(*) filter (where recent) as reached,
                               count(*) filter (where not recent) as earlier,
                               count(*) filter (where recent and clicked_at is not null) as with_click,
                               count(*) filter (where recent and clicked_at is null and person) as with_person,
                               count(*) filter (where recent and clicked_at is null and damaged) as damaged,
                               count(*) filter (where recent and evidence = 'inferred') as skipped,
                               percentile_cont(0.5) within group (
                                   order by case when recent then extract(epoch from occurred_at - clicked_at) end)
                                   as median,
                               count(*) filter (where recent and occurred_at - clicked_at <= make_interval(secs => :window))
                                   as in_time
                          from (select known.*, occurred_at > :since as recent from known) as each
                         group by stage""")
                .bind("since", since)
                .bind("before", since.minus(Duration.between(since, now)))
                .bind("now", now)
                .bind("window", StateMoves.seconds(window))
                .map((row, context) -> figures(row))
                .list());
    }

    private static Figures figures(ResultSet row) throws SQLException {
        var seconds = row.getDouble("median");
        var median = row.wasNull() ? Optional.<Duration>empty() : Optional.of(Duration.ofSeconds((long) seconds));
        return new Figures(
                row.getString("stage"),
                row.getLong("reached"),
                row.getLong("earlier"),
                row.getLong("with_click"),
                row.getLong("with_person"),
                row.getLong("damaged"),
                row.getLong("skipped"),
                median,
                row.getLong("in_time"));
    }
}
