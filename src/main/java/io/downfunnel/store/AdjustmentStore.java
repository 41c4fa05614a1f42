package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.store.AnswerStore.Heard;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.DueStore.Due;
import io.downfunnel.store.StateMoves.Life;

/**
 * Adjustments on their way out: claimed with a lease, written down before they are sent, settled afterwards. Each travels
 * alone, so that a platform's verdict on a request is the verdict on it.
 */
@ApplicationScoped
public class AdjustmentStore {
    private static final int CHUNK = 1_000;

    /** A platform takes what comes last, so that one must not overtake another. */
    private static final String ALONE = """
            \snot exists (select from adjustment other
                         where other.conversion_id = a.conversion_id and other.id <> a.id
                           and (other.state in ('IN_FLIGHT', 'UNKNOWN')
                                or other.state = 'ACCEPTED' and other.reason is distinct from 'LAST_WORD'
                                or other.state in ('READY', 'DELAYED') and other.frozen_at is not null))
            """;

    /** Neither the conversion {@code c} nor another adjustment of it is under way, so that {@code a} may be decided. */
    static final String NOTHING_PENDING =
            " (c.state not in ('READY', 'DELAYED', 'HELD', 'IN_FLIGHT', 'UNKNOWN') and (c.state <> 'ACCEPTED' or"
                    + " c.reason = 'LAST_WORD') and " + ALONE + ")";

    /**
     * The conversion {@code c} counts, as far as its platform ever says: by its own word, or by having taken it in where it
     * says no more.
     */
    static final String COUNTS = " (c.state = 'VERIFIED' or c.state = 'ACCEPTED' and c.reason = 'LAST_WORD') ";

    /** The CRM has changed and the funnel has yet to decide anew. */
    private static final String BEING_RECONSIDERED = """
            \s(exists (select from stage_event_due d where d.stage_event_id = c.stage_event_id)
             or exists (select from adjustment_due d where d.stage_event_id = c.stage_event_id))
            """;

    /** No brake stands on the destination of {@code a}: neither a person nor a refusal in bulk has stopped it. */
    private static final String LET_PASS = """
            \snot exists (select from brake b where b.destination = a.destination and b.lifted_at is null)
            """;

    private final Jdbi jdbi;

    public AdjustmentStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * An adjustment that this node may send while its lease lasts, or whose fate is open.
     *
     * @param after the value it gives the conversion; empty for a retraction
     * @param attempt tries so far
     * @param unclassified tries that ended with a code nobody knows
     * @param waits how often the platform said that it was too early
     */
    public record Claimed(
            long id,
            long epoch,
            String action,
            Optional<Money> after,
            Instant expiresAt,
            int attempt,
            int unclassified,
            int waits) {}

    /** What was written down before the first byte leaves. */
    public record Intent(long batch, Claimed claimed, Adjustment adjustment) {}

    /** An adjustment that was taken in, and whose verdict is to be asked for. */
    public record Poll(Claimed claimed, long batch, String requestId, int polls, Instant answeredAt) {}

    // What time brings about

    /** Adjustments that were sent before and whose waiting time is over; of all others the decision is made anew. */
    public int wake(Run run, Instant now) {
        return moveAll(run, """
                select * from adjustment
                 where state = 'DELAYED' and frozen_at is not null and due_at <= :now
                 order by due_at limit :limit
                   for update skip locked""", now, row -> Move.of(row.id(), row.epoch(), ConversionState.READY));
    }

    /** Adjustments that were sent before, and that the platform would not take any more, are given up. */
    public int expire(Run run, Instant now) {
        return moveAll(run, """
                select * from adjustment
                 where state in ('READY', 'DELAYED', 'HELD') and frozen_at is not null and expires_at <= :now
                   and coalesce(leased_until, '-infinity') < clock_timestamp()
                 order by expires_at limit :limit
                   for update skip locked""", now, AdjustmentStore::expired);
    }

    private record Row(long id, long epoch, Optional<Money> before, Optional<Money> after) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("id"),
                    row.getLong("epoch"),
                    Columns.moneyIfAny(row, "before_value", "before_currency"),
                    Columns.moneyIfAny(row, "after_value", "after_currency"));
        }
    }

    private static Move expired(Row row) {
        var counted = row.before().map(Money::toString).orElse("the conversion");
        return Move.of(row.id(), row.epoch(), ConversionState.EXPIRED)
                .because(
                        "TOO_LATE",
                        "It could not be sent in time, and the platform takes no change of the conversion any more: it goes"
                                + " on counting " + counted + "."
                                + row.after()
                                        .map(value -> " It should be " + value + ".")
                                        .orElse(""));
    }

    private int moveAll(Run run, String select, Instant now, Function<Row, Move> move) {
        int total = 0;
        int moved;
        do {
            moved = jdbi.inTransaction(handle -> {
                var moves = handle
                        .createQuery(select)
                        .bind("now", now)
                        .bind("limit", CHUNK)
                        .map((row, context) -> Row.of(row))
                        .list()
                        .stream()
                        .map(move)
                        .toList();
                return moves(handle, run, Optional.empty()).apply(moves).size();
            });
            total += moved;
        } while (moved == CHUNK);
        return total;
    }

    private static StateMoves moves(Handle handle, Run run, Optional<Long> batch) {
        return new StateMoves(handle, run, batch, Life.ADJUSTMENT);
    }

    // Claim, call, settle

    /** How many could be sent to a destination now. */
    public long backlog(String destination, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from adjustment
                         where destination = :destination and state = 'READY' and coalesce(due_at, '-infinity') <= :now""")
                .bind("destination", destination)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /**
     * Takes adjustments that are ready, the ones that expire first before the others. What another node holds is passed
     * over; what a dead node held is taken when its lease is over.
     *
     * @param kinds that the platform takes
     * @param stopped conversion actions that are not to be sent to now
     */
    public List<Claimed> claim(
            String destination,
            Set<Adjustment.Kind> kinds,
            Collection<String> stopped,
            String node,
            Duration lease,
            int limit,
            Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with due as (
                            select a.id from adjustment a join conversion c on c.id = a.conversion_id
                             where a.destination = :destination and a.state = 'READY'
                               and coalesce(a.due_at, '-infinity') <= :now
                               and coalesce(a.leased_until, '-infinity') < clock_timestamp()
                               and a.kind = any (:kinds) and a.action <> all (:stopped)
                               and """ + LET_PASS + """
                               and """ + COUNTS + """
                               and (a.frozen_at is not null or not """ + BEING_RECONSIDERED
                        + """
                                   ) and """ + ALONE + """
                             order by a.expires_at, a.id
                             limit :limit
                               for update of a skip locked),
                        claimed as (
                            update adjustment a
                               set leased_by = :node, epoch = epoch + 1,
                                   leased_until = clock_timestamp() + make_interval(secs => :lease)
                              from due where a.id = due.id
                         returning a.*)
                        select a.*, """ + UNCLASSIFIED + """
                          from claimed a
                         order by a.expires_at, a.id""")
                .bind("destination", destination)
                .bindArray("kinds", String.class, kinds.stream().map(Enum::name).toList())
                .bindArray("stopped", String.class, List.copyOf(stopped))
                .bind("node", node)
                .bind("lease", StateMoves.seconds(lease))
                .bind("limit", limit)
                .bind("now", now)
                .map((row, context) -> claimed(row))
                .list());
    }

    private static final String UNCLASSIFIED = """
            (select count(*) from adjustment_transition t
              where t.adjustment_id = a.id and t.failure_class = 'UNCLASSIFIED') as unclassified,
            (select count(*) from adjustment_transition t
              where t.adjustment_id = a.id and t.failure_class = 'DELAY') as waits
            """;

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong("id"),
                row.getLong("epoch"),
                row.getString("action"),
                Columns.moneyIfAny(row, "after_value", "after_currency"),
                Columns.instant(row, "expires_at"),
                row.getInt("attempt"),
                row.getInt("unclassified"),
                row.getInt("waits"));
    }

    /** Gives back what was claimed and is not sent after all. */
    public void release(Claimed claimed, String node) {
        jdbi.useHandle(handle -> release(handle, claimed, node));
    }

    private static void release(Handle handle, Claimed claimed, String node) {
        handle.createUpdate("""
                        update adjustment set leased_by = null, leased_until = null
                         where id = :id and epoch = :epoch and leased_by = :node and state = 'READY'""")
                .bind("id", claimed.id())
                .bind("epoch", claimed.epoch())
                .bind("node", node)
                .execute();
    }

    /**
     * Writes down what is about to be sent, and freezes it. A last look comes first: what has expired, is being
     * reconsidered or was taken over since it was claimed stays here.
     *
     * @param needed what a lease must still have so that the call ends within it
     * @param lease for the time in flight
     * @return empty when it stays
     */
    public Optional<Intent> intend(Run run, Claimed claimed, Duration needed, Duration lease, Instant now) {
        return jdbi.inTransaction(handle -> {
            var payload = look(handle, run, claimed, needed, now);
            if (payload.isEmpty()) {
                release(handle, claimed, run.node());
                return Optional.empty();
            }
            long batch = insertBatch(handle, run, claimed);
            handle.createUpdate("""
                            update adjustment set frozen_at = clock_timestamp() where id = :id and frozen_at is null""").bind("id", claimed.id()).execute();
            var move = Move.of(claimed.id(), claimed.epoch(), ConversionState.IN_FLIGHT)
                    .counting(1);
            moves(handle, run, Optional.of(batch)).apply(List.of(move), Set.of(ConversionState.READY), lease);
            return Optional.of(new Intent(batch, claimed, AdjustmentPayload.decode(payload.get())));
        });
    }

    private static Optional<String> look(Handle handle, Run run, Claimed claimed, Duration needed, Instant now) {
        return handle.createQuery("""
                        select a.payload
                          from adjustment a join conversion c on c.id = a.conversion_id
                         where a.id = :id and a.epoch = :epoch and a.state = 'READY' and a.leased_by = :node
                           and a.leased_until >= clock_timestamp() + make_interval(secs => :needed)
                           and a.expires_at > :now and """ + COUNTS + """
                           and """ + LET_PASS + """
                           and (a.frozen_at is not null or not """ + BEING_RECONSIDERED + """
                               )
                           for update of a""")
                .bind("id", claimed.id())
                .bind("epoch", claimed.epoch())
                .bind("node", run.node())
                .bind("needed", StateMoves.seconds(needed))
                .bind("now", now)
                .mapTo(String.class)
                .findOne();
    }

    private static long insertBatch(Handle handle, Run run, Claimed claimed) {
        return handle.createQuery("""
                        insert into upload_batch (destination, action, size, run_id, node, epoch, carries)
                        select destination, action, 1, :run, :node, epoch, 'adjustments' from adjustment where id = :id
                        returning id""")
                .bind("run", run.id())
                .bind("node", run.node())
                .bind("id", claimed.id())
                .mapTo(Long.class)
                .one();
    }

    /**
     * Writes down what was heard and what follows from it. If somebody else has taken it over in the meantime, it does not
     * move; what was heard is kept as evidence, and resolves a doubt where one was left.
     *
     * @param then a second move: of what is in doubt, or of what will hear no later word
     * @return whether it moved
     */
    public boolean settle(Run run, long batch, Heard heard, Move first, Optional<Move> then) {
        return jdbi.inTransaction(handle -> {
            var moves = moves(handle, run, Optional.of(batch));
            var moved = !moves.apply(List.of(first), ConversionState.IN_FLIGHT).isEmpty();
            if (!moved) {
                resolveDoubt(moves, batch, first);
            }
            then.ifPresent(next -> moves.apply(List.of(next), first.to()));
            countAgain(handle, first.conversion());
            handle.createUpdate("""
                            update upload_batch
                               set answered_at = clock_timestamp(), answer = :answer, code = :code, message = :message,
                                   request_id = :requestId, late = :late
                             where id = :batch""")
                    .bind("batch", batch)
                    .bind("answer", heard.answer().word())
                    .bind("code", heard.code().orElse(null))
                    .bind("message", heard.message().orElse(null))
                    .bind("requestId", heard.requestId().orElse(null))
                    .bind("late", !moved)
                    .execute();
            return moved;
        });
    }

    private static void resolveDoubt(StateMoves moves, long batch, Move first) {
        var doubtful = moves.handle()
                .createQuery("""
                        select count(*) from adjustment
                         where id = :id and batch_id = :batch and state in ('HELD', 'UNKNOWN')
                           and reason in ('NO_ANSWER', 'NODE_LOST')""")
                .bind("id", first.conversion())
                .bind("batch", batch)
                .mapTo(Long.class)
                .one();
        if (doubtful > 0 && first.to() == ConversionState.ACCEPTED) {
            moves.apply(List.of(first), ConversionState.HELD, ConversionState.UNKNOWN);
        }
    }

    // After a crash

    /** Adjustments whose node did not come back within its lease: bytes may have left. */
    public int abandon(Run run, String destination) {
        return jdbi.inTransaction(handle -> {
            var moves = handle.createQuery("""
                            select id, epoch from adjustment
                             where destination = :destination and state = 'IN_FLIGHT'
                               and leased_until < clock_timestamp()
                             order by id limit :limit
                               for update skip locked""")
                    .bind("destination", destination)
                    .bind("limit", CHUNK)
                    .map((row, context) -> Move.of(row.getLong(1), row.getLong(2), ConversionState.UNKNOWN)
                            .because(
                                    "NODE_LOST",
                                    "The node that was sending it did not come back. It may have been sent."))
                    .list();
            return moves(handle, run, Optional.empty())
                    .apply(moves, ConversionState.IN_FLIGHT)
                    .size();
        });
    }

    /** Adjustments in doubt, for somebody to decide about. */
    public List<Claimed> unknown(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery("select a.*, " + UNCLASSIFIED + """
                          from adjustment a where destination = :destination and state = 'UNKNOWN'
                         order by id limit :limit""")
                .bind("destination", destination)
                .bind("limit", CHUNK)
                .map((row, context) -> claimed(row))
                .list());
    }

    /** @return how many moved */
    public int decide(Run run, List<Move> moves, ConversionState from) {
        return jdbi.inTransaction(handle ->
                moves(handle, run, Optional.empty()).apply(moves, from).size());
    }

    /** By a person's word, which is written down when it changed something. */
    public int decide(Run run, List<Move> moves, ConversionState from, TrailEntry entry) {
        return jdbi.inTransaction(handle -> {
            int moved = moves(handle, run, Optional.empty()).apply(moves, from).size();
            if (moved > 0) {
                TrailStore.append(handle, entry);
            }
            return moved;
        });
    }

    // Verdicts

    /** Takes adjustments whose verdict is to be asked for now; each by one node at a time. */
    public List<Poll> claimPolls(String destination, int limit, Duration lease, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with due as (
                            select a.id from adjustment a join upload_batch b on b.id = a.batch_id
                             where a.destination = :destination and a.state = 'ACCEPTED' and a.due_at <= :now
                               and a.poll_leased_until < clock_timestamp()
                               and b.request_id is not null
                             order by a.due_at limit :limit
                               for update of a skip locked),
                        claimed as (
                            update adjustment a
                               set polls = a.polls + 1,
                                   poll_leased_until = clock_timestamp() + make_interval(secs => :lease)
                              from due where a.id = due.id
                         returning a.*)
                        select a.*, b.request_id, b.answered_at, """ + UNCLASSIFIED + """
                          from claimed a join upload_batch b on b.id = a.batch_id
                         order by a.due_at""")
                .bind("destination", destination)
                .bind("now", now)
                .bind("limit", limit)
                .bind("lease", StateMoves.seconds(lease))
                .map((row, context) -> new Poll(
                        claimed(row),
                        row.getLong("batch_id"),
                        row.getString("request_id"),
                        row.getInt("polls"),
                        Columns.instant(row, "answered_at")))
                .list());
    }

    /** The verdict is not there yet, or could not be asked for: look again later. */
    public void pollAgain(Poll poll, Instant at) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update adjustment set due_at = :at, poll_leased_until = '-infinity'
                         where id = :id and epoch = :epoch and state = 'ACCEPTED' and polls = :polls""")
                .bind("at", at)
                .bind("id", poll.claimed().id())
                .bind("epoch", poll.claimed().epoch())
                .bind("polls", poll.polls())
                .execute());
    }

    /**
     * Writes a verdict down and what follows from it. Nothing happens if another node has done so.
     *
     * @param verdict counted, refused, mixed, forgotten or given up
     */
    public boolean conclude(Run run, Poll poll, String verdict, Move move) {
        return jdbi.inTransaction(handle -> {
            var moved = !moves(handle, run, Optional.of(poll.batch()))
                    .apply(List.of(move), ConversionState.ACCEPTED)
                    .isEmpty();
            if (moved) {
                handle.createUpdate("""
                                update upload_batch set verdict = :verdict, verdict_at = clock_timestamp() where id = :batch""")
                        .bind("verdict", verdict)
                        .bind("batch", poll.batch())
                        .execute();
                handle.createUpdate("update adjustment set polls = 0, poll_leased_until = '-infinity' where id = :id")
                        .bind("id", poll.claimed().id())
                        .execute();
                countAgain(handle, poll.claimed().id());
            }
            return moved;
        });
    }

    /** Where a conversion was taken back, a later one of the same deal counts: it is decided anew. */
    private static void countAgain(Handle handle, long adjustment) {
        handle.createUpdate("""
                        insert into stage_event_due (stage_event_id, step)
                        select again.id, 'convert'
                          from adjustment a
                          join conversion c on c.id = a.conversion_id
                          join stage_event e on e.id = c.stage_event_id
                          join stage_event again
                            on again.organization_id = e.organization_id and again.lineage = e.lineage
                           and again.stage = e.stage and again.occurrence > e.occurrence
                         where a.id = :id and a.kind = 'RETRACTION'
                           and (a.state = 'VERIFIED' or a.state = 'ACCEPTED' and a.reason = 'LAST_WORD')
                         order by again.id
                        on conflict (stage_event_id, step) do update set due_since = excluded.due_since""").bind("id", adjustment).execute();
    }

    // What is to come

    /**
     * When each destination has work next; a destination without work is left out.
     *
     * @param ways names of what goes another way than uploads, such as {@code google/retractions}: each is told of by itself
     */
    public List<Due> nextDue(Collection<String> ways, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        with a as (
                            select adjustment.*,
                                   case when destination || '/' || lower(kind) || 's' = any (:ways)
                                        then destination || '/' || lower(kind) || 's' else destination end as way
                              from adjustment
                             where state in ('READY', 'DELAYED', 'IN_FLIGHT', 'UNKNOWN', 'ACCEPTED'))
                        select way as destination, endpoint, min(at) as at from (
                            select a.way, 'UPLOAD' as endpoint,
                                   greatest(coalesce(a.due_at, :now), coalesce(a.leased_until, :now)) as at
                              from a join conversion c on c.id = a.conversion_id
                             where a.state = 'READY' and """ + COUNTS + """
                               and """ + LET_PASS + """
                               and (a.frozen_at is not null or not """ + BEING_RECONSIDERED + """
                                   )
                               and not exists (select from connection_status s
                                                where s.connection = a.way || '/' || a.action
                                                  and s.next_try_at > :now)
                            union all
                            select a.way, 'UPLOAD', a.due_at
                              from a join conversion c on c.id = a.conversion_id
                             where a.state = 'DELAYED' and c.stage_event_id is not null
                               and (a.frozen_at is not null or """ + NOTHING_PENDING + """
                                   )
                            union all
                            select way, 'UPLOAD', leased_until from a where state = 'IN_FLIGHT'
                            union all
                            select way, 'UPLOAD', cast(:now as timestamptz) from a where state = 'UNKNOWN'
                            union all
                            select destination, 'VERDICT', greatest(due_at, poll_leased_until) from a
                             where state = 'ACCEPTED' and due_at is not null) as work
                         group by way, endpoint
                         order by way, endpoint""")
                .bind("now", now)
                .bindArray("ways", String.class, List.copyOf(ways))
                .map((row, context) -> new Due(
                        row.getString("destination"),
                        Endpoint.valueOf(row.getString("endpoint")),
                        Columns.instant(row, "at")))
                .list());
    }

    // A person's word

    /** How many of each destination began to wait for a person in a run, and still do. */
    public Map<String, Long> forAPerson(long run) {
        return jdbi.withHandle(handle ->
                handle
                        .createQuery("""
                        select destination, count(distinct a.id)
                          from adjustment_transition t join adjustment a on a.id = t.adjustment_id
                         where t.run_id = :run and t.to_state in ('HELD', 'NEEDS_YOU')
                           and a.state in ('HELD', 'NEEDS_YOU')
                         group by destination""")
                        .bind("run", run)
                        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new)));
    }

    /** @param frozen it was sent before: only the same bytes can be sent again */
    public record Held(long id, long epoch, boolean frozen) {}

    public Optional<Held> held(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, epoch, frozen_at is not null as frozen from adjustment where id = :id and state = 'HELD'""")
                .bind("id", id)
                .map((row, context) -> new Held(row.getLong("id"), row.getLong("epoch"), row.getBoolean("frozen")))
                .findOne());
    }

    /** Held ones that a brake holds, for one word about them all. */
    public List<Long> heldFor(String reason) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select id from adjustment where state = 'HELD' and reason = :reason order by id""").bind("reason", reason).mapTo(Long.class).list());
    }

    /** What held it holds it no more: the decision is made anew, by all other rules. */
    public boolean release(Held held, String by) {
        return jdbi.inTransaction(handle -> {
            int released = handle.createUpdate("""
                            update adjustment set released_by = :by
                             where id = :id and epoch = :epoch and state = 'HELD' and frozen_at is null""")
                    .bind("by", by)
                    .bind("id", held.id())
                    .bind("epoch", held.epoch())
                    .execute();
            handle.createUpdate("""
                            insert into adjustment_due (stage_event_id)
                            select stage_event_id from adjustment a join conversion c on c.id = a.conversion_id
                             where a.id = :id and stage_event_id is not null
                            on conflict (stage_event_id) do update set due_since = excluded.due_since""").bind("id", held.id()).execute();
            if (released > 0) {
                TrailStore.append(
                        handle,
                        new TrailEntry(by, TrailEntry.What.ADJUSTMENT_DECIDED, "adjustment " + held.id(), "release"));
            }
            return released > 0;
        });
    }
}
