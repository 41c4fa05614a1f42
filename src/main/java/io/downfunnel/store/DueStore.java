package io.downfunnel.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.store.CircuitStore.Endpoint;

/** What time brings about, and when there is work next. */
@ApplicationScoped
public class DueStore {
    private static final int CHUNK = 5_000;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /**
     * Each line is answered by the first row of an index, however many wait behind it. Conditions about other tables stand
     * in subqueries of their own, so that the planner does not believe that hardly a row will do and read them all.
     */
    static final String NEXT_DUE = """
            select d.destination, work.endpoint, min(work.at) as at
              from unnest(:destinations) as d (destination)
              cross join lateral (
                -- Where nothing is free, nodes hold what comes first, and never as many as this.
                (select 'UPLOAD' as endpoint, coalesce(
                    (select cast(:now as timestamptz) from conversion c
                      where c.destination = d.destination and state = 'READY'
                        and coalesce(due_at, '-infinity') <= :now and coalesce(leased_until, '-infinity') <= :now
                        and not (select c.action = any (array (
                            select substr(s.connection, length(d.destination) + 2) from connection_status s
                             where starts_with(s.connection, d.destination || '/') and s.next_try_at > :now)))
                        and <may pass>
                        and not (select exists (select from stage_event_due e
                                                 where e.stage_event_id = c.stage_event_id))
                      order by expires_at, id limit 1),
                    (select min(first.leased_until)
                       from (select leased_until from conversion c
                              where c.destination = d.destination and state = 'READY'
                                and coalesce(due_at, '-infinity') <= :now
                                and <may pass>
                              order by expires_at, id limit 20000) as first
                      where first.leased_until > :now)) as at)
                union all
                (select 'UPLOAD', due_at from conversion c
                  where c.destination = d.destination and state = 'READY' and due_at > :now
                    and <may pass>
                  order by due_at limit 1)
                union all
                (select 'UPLOAD', due_at from conversion c
                  where c.destination = d.destination and state = 'DELAYED' order by due_at limit 1)
                union all
                (select 'UPLOAD', min(leased_until) from conversion c
                  where c.destination = d.destination and state = 'IN_FLIGHT')
                union all
                (select 'UPLOAD', cast(:now as timestamptz) from conversion c
                  where c.destination = d.destination and state = 'UNKNOWN' limit 1)
                union all
                -- Those that nodes are asking about are the first ones, and never as many as this.
                (select 'VERDICT', min(greatest(first.poll_at, first.poll_leased_until))
                   from (select poll_at, poll_leased_until from upload_batch b
                          where b.destination = d.destination and verdict = 'pending'
                          order by poll_at limit 5000) as first)) as work
             where work.at is not null
             group by d.destination, work.endpoint
             order by d.destination, work.endpoint""".replace("<may pass>", Gating.mayPass("d.destination"));

    private final Jdbi jdbi;

    public DueStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The earliest work of a destination that is not due yet or due now, and what is used for it. */
    public record Due(String destination, Endpoint endpoint, Instant at) {}

    /** Conversions that were sent before and whose waiting time is over; of all others the decision is made anew. */
    public int wake(Run run, Instant now) {
        return moveAll(run, """
                select id, epoch, expires_at from conversion
                 where state = 'DELAYED' and due_at <= :now
                   and exists (select from conversion_payload p
                                where p.conversion_id = conversion.id and p.frozen_at is not null)
                 order by due_at limit :limit
                   for update skip locked""", now, row -> Move.of(row.id(), row.epoch(), ConversionState.READY));
    }

    /** Conversions that the platform would not count any more are given up. */
    public int expire(Run run, Instant now) {
        return moveAll(run, """
                select id, epoch, expires_at from conversion
                 where state in ('READY', 'DELAYED', 'HELD', 'NEEDS_YOU') and expires_at <= :now
                   and coalesce(leased_until, '-infinity') < clock_timestamp()
                 order by expires_at limit :limit
                   for update skip locked""", now, row -> expired(row.id(), row.epoch(), row.expiresAt()));
    }

    static Move expired(long id, long epoch, Instant expiresAt) {
        return Move.of(id, epoch, ConversionState.EXPIRED)
                .because(
                        Reason.EXPIRED.name(),
                        "It could not be sent before " + MINUTE.format(expiresAt.atOffset(ZoneOffset.UTC))
                                + " UTC; after that the platform would not count it.");
    }

    private record Row(long id, long epoch, Instant expiresAt) {}

    /** A few thousand in each transaction, until none is left. */
    private int moveAll(Run run, String select, Instant now, Function<Row, Move> move) {
        int total = 0;
        int moved;
        do {
            moved = jdbi.inTransaction(handle -> {
                var moves = handle
                        .createQuery(select)
                        .bind("now", now)
                        .bind("limit", CHUNK)
                        .map((row, context) ->
                                new Row(row.getLong("id"), row.getLong("epoch"), Columns.instant(row, "expires_at")))
                        .list()
                        .stream()
                        .map(move)
                        .toList();
                return new StateMoves(handle, run, Optional.empty())
                        .apply(moves)
                        .size();
            });
            total += moved;
        } while (moved == CHUNK);
        return total;
    }

    /**
     * When each destination has work next: something to send that nothing keeps back, a wait that ends, a verdict to ask
     * for, a lease of a dead node that runs out. Connections that are stopped are not looked at here, but their conversion
     * actions are. A destination without work is left out.
     */
    public List<Due> nextDue(Collection<String> destinations, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(NEXT_DUE)
                .bindArray("destinations", String.class, List.copyOf(destinations))
                .bind("now", now)
                .map((row, context) -> new Due(
                        row.getString("destination"),
                        Endpoint.valueOf(row.getString("endpoint")),
                        Columns.instant(row, "at")))
                .list());
    }
}
