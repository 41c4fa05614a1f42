package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.store.ClaimStore.Claimed;

/** What is about to be sent, written down and frozen before the first byte leaves. */
@ApplicationScoped
public class IntentStore {
    private final Jdbi jdbi;

    public IntentStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A claimed conversion with what is sent of it, frozen. */
    public record Upload(Claimed claimed, ConversionEvent event) {}

    /** What was written down before the first byte leaves. */
    public record Intent(long batch, List<Upload> uploads) {}

    /** Why a conversion is not sent although it was ready: the last look before the first byte. */
    private enum Obstacle {
        NONE,
        /** Its lease would not outlive the call. */
        LEASE_TOO_SHORT,
        /** The CRM has changed and the funnel has yet to decide anew. */
        BEING_RECONSIDERED,
        /** A brake was set, or a gate closed, since it was claimed. */
        KEPT_BACK,
        EXPIRED,
        WITHDRAWN,
        CONSENT_DENIED,
        /** It is not what was decided, or not what was sent before. */
        PAYLOAD_CHANGED
    }

    private record Looked(long id, Obstacle obstacle, String payload) {}

    private static Looked looked(ResultSet row, StatementContext context) throws SQLException {
        var payload = row.getString("payload");
        var hash = Payload.hashOf(payload);
        var sent = row.getBytes("sent");
        boolean same = Arrays.equals(hash, row.getBytes("hash")) && (sent == null || Arrays.equals(hash, sent));
        var obstacle = Obstacle.valueOf(row.getString("obstacle"));
        return new Looked(
                row.getLong("id"), obstacle == Obstacle.NONE && !same ? Obstacle.PAYLOAD_CHANGED : obstacle, payload);
    }

    /**
     * Writes down what is about to be sent, and freezes it. A look at each conversion comes first: what has expired, was
     * withdrawn, denied or taken over since it was claimed stays here, and so does what is not what it was.
     *
     * @param batch conversions of one action that this node has claimed
     * @param needed what a lease must still have so that the call ends within it
     * @param lease for the time in flight
     * @return empty when nothing is left to send
     */
    public Optional<Intent> intend(
            Run run, String destination, List<Claimed> batch, Duration needed, Duration lease, Instant now) {
        return jdbi.inTransaction(handle -> {
            var looked = look(handle, run, destination, batch, needed, now);
            stay(handle, run, batch, looked);
            var going = batch.stream()
                    .filter(claimed -> looked.containsKey(claimed.id()))
                    .filter(claimed -> looked.get(claimed.id()).obstacle() == Obstacle.NONE)
                    .toList();
            if (going.isEmpty()) {
                return Optional.empty();
            }
            long number = insertBatch(handle, run, destination, going);
            insertItems(handle, number, going);
            var moves = going.stream()
                    .map(claimed -> Move.of(claimed.id(), claimed.epoch(), ConversionState.IN_FLIGHT)
                            .inCohort(claimed.cohort())
                            .counting(1))
                    .toList();
            new StateMoves(handle, run, Optional.of(number)).apply(moves, Set.of(ConversionState.READY), lease);
            return Optional.of(new Intent(
                    number,
                    going.stream()
                            .map(claimed -> new Upload(
                                    claimed,
                                    Payload.decode(looked.get(claimed.id()).payload())))
                            .toList()));
        });
    }

    private static Map<Long, Looked> look(
            Handle handle, Run run, String destination, List<Claimed> batch, Duration needed, Instant now) {
        return handle
                .createQuery("""
                        select c.id, p.payload, p.hash,
                               (select i.hash from upload_batch_item i
                                 where i.conversion_id = c.id and not i.superseded
                                 order by i.batch_id limit 1) as sent,
                               case when c.leased_until < clock_timestamp() + make_interval(secs => :needed)
                                        then 'LEASE_TOO_SHORT'
                                    when c.expires_at <= :now then 'EXPIRED'
                                    when e.withdrawn_at is not null then 'WITHDRAWN'
                                    when p.payload ->> 'adUserData' = 'DENIED' then 'CONSENT_DENIED'
                                    when exists (select from stage_event_due d where d.stage_event_id = c.stage_event_id)
                                        then 'BEING_RECONSIDERED'
                                    when not """ + Gating.MAY_PASS + """
                                    then 'KEPT_BACK'
                                    else 'NONE' end as obstacle
                          from unnest(:ids, :epochs) as a (id, epoch)
                          join conversion c on c.id = a.id and c.epoch = a.epoch
                          join conversion_payload p on p.conversion_id = c.id
                          left join stage_event e on e.id = c.stage_event_id
                         where c.state = 'READY' and c.leased_by = :node
                         order by c.id
                           for update of c""")
                .bindArray("ids", Long.class, batch.stream().map(Claimed::id).toList())
                .bindArray(
                        "epochs", Long.class, batch.stream().map(Claimed::epoch).toList())
                .bind("destination", destination)
                .bind("needed", StateMoves.seconds(needed))
                .bind("now", now)
                .bind("node", run.node())
                .map(IntentStore::looked)
                .stream()
                .collect(Collectors.toMap(Looked::id, Function.identity()));
    }

    private static void stay(Handle handle, Run run, List<Claimed> batch, Map<Long, Looked> looked) {
        var released = new ArrayList<Claimed>();
        var moves = new ArrayList<Move>();
        for (var claimed : batch) {
            var obstacle = Optional.ofNullable(looked.get(claimed.id()))
                    .map(Looked::obstacle)
                    .orElse(Obstacle.NONE);
            switch (obstacle) {
                case NONE -> {}
                case LEASE_TOO_SHORT, BEING_RECONSIDERED, KEPT_BACK -> released.add(claimed);
                case EXPIRED -> moves.add(DueStore.expired(claimed.id(), claimed.epoch(), claimed.expiresAt()));
                case WITHDRAWN ->
                    moves.add(move(claimed, ConversionState.CANCELLED)
                            .because("WITHDRAWN", "The CRM no longer tells of this event."));
                case CONSENT_DENIED ->
                    moves.add(move(claimed, ConversionState.EXCLUDED)
                            .because("CONSENT_DENIED", "The person has denied the use of their data for advertising."));
                case PAYLOAD_CHANGED ->
                    moves.add(move(claimed, ConversionState.HELD)
                            .because(
                                    "PAYLOAD_CHANGED",
                                    "What is stored of it is not what was written down when it was decided or first sent,"
                                            + " so it was not sent: a platform might count it twice, or as something"
                                            + " else. Find out who changed the table of payloads, and cancel it."));
            }
        }
        ClaimStore.release(handle, released, run.node());
        new StateMoves(handle, run, Optional.empty()).apply(moves, ConversionState.READY);
    }

    private static Move move(Claimed claimed, ConversionState to) {
        return Move.of(claimed.id(), claimed.epoch(), to);
    }

    private static long insertBatch(Handle handle, Run run, String destination, List<Claimed> going) {
        return handle.createQuery("""
                        insert into upload_batch (destination, action, size, run_id, node, epoch)
                        values (:destination, :action, :size, :run, :node, :epoch)
                        returning id""")
                .bind("destination", destination)
                .bind("action", going.getFirst().action())
                .bind("size", going.size())
                .bind("run", run.id())
                .bind("node", run.node())
                .bind("epoch", going.getFirst().epoch())
                .mapTo(Long.class)
                .one();
    }

    private static void insertItems(Handle handle, long batch, List<Claimed> going) {
        var ids = going.stream().map(Claimed::id).toList();
        handle.createUpdate("""
                        with frozen as (
                            update conversion_payload set frozen_at = clock_timestamp()
                             where conversion_id = any (:ids) and frozen_at is null)
                        insert into upload_batch_item (batch_id, ordinal, conversion_id, hash)
                        select :batch, a.ordinal - 1, a.id, p.hash
                          from unnest(:ids) with ordinality as a (id, ordinal)
                          join conversion_payload p on p.conversion_id = a.id""")
                .bind("batch", batch)
                .bindArray("ids", Long.class, ids)
                .execute();
    }
}
