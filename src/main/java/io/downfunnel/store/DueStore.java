package io.downfunnel.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

/** What time brings about, and when there is work next. */
@ApplicationScoped
public class DueStore {
    private static final int CHUNK = 5_000;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final Jdbi jdbi;

    public DueStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The earliest work of a destination that is not due yet or due now. */
    public record Due(String destination, Instant at) {}

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
     * When each destination has work next: something to send, a wait that ends, a verdict to ask for, a lease of a dead
     * node that runs out. Connections that are stopped are not looked at here. Sorted by destination; a destination
     * without work is left out.
     */
    public List<Due> nextDue(Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select destination, min(at) as at from (
                            select destination, min(greatest(coalesce(due_at, :now), coalesce(leased_until, :now))) as at
                              from conversion c
                             where state = 'READY'
                               and not exists (select from stage_event_due d where d.stage_event_id = c.stage_event_id)
                             group by destination
                            union all
                            select destination, min(due_at) from conversion where state = 'DELAYED' group by destination
                            union all
                            select destination, min(leased_until) from conversion
                             where state = 'IN_FLIGHT' group by destination
                            union all
                            select destination, cast(:now as timestamptz) from conversion
                             where state = 'UNKNOWN' group by destination
                            union all
                            select destination, min(greatest(poll_at, poll_leased_until)) from upload_batch
                             where verdict = 'pending' group by destination) as work
                         group by destination
                         order by destination""")
                .bind("now", now)
                .map((row, context) -> new Due(row.getString("destination"), Columns.instant(row, "at")))
                .list());
    }
}
