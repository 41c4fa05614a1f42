package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;

/**
 * Conversions on their way out: claimed with a lease, written down before they are sent, settled afterwards.
 *
 * <p>Leases run by the clock of the database, which all nodes share. What is due, and what has expired, is the caller's
 * question, who brings the instant.
 */
@ApplicationScoped
public class DeliveryStore {
    private static final int CHUNK = 5_000;

    private final Jdbi jdbi;

    public DeliveryStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A conversion that this node may send while its lease lasts.
     *
     * @param cohort with whom alone it travels; empty: with anybody
     * @param attempt tries so far
     * @param unclassified tries that ended with a code nobody knows
     */
    public record Claimed(
            long id,
            long epoch,
            String action,
            Optional<Long> cohort,
            Instant expiresAt,
            int attempt,
            int unclassified) {}

    /** A claimed conversion with what is sent of it, frozen. */
    public record Upload(Claimed claimed, ConversionEvent event) {}

    /** What was written down before the first byte leaves. */
    public record Intent(long batch, List<Upload> uploads) {}

    /**
     * What was heard of a batch.
     *
     * @param answer taken in, refused or broken
     * @param code of the failure; empty when there was none
     * @param requestId to ask for the verdict with
     * @param pollAt first look at the verdict; empty where there will be none
     */
    public record Heard(
            Answer answer,
            Optional<String> code,
            Optional<String> message,
            Optional<String> requestId,
            Optional<Instant> pollAt) {

        public enum Answer {
            TAKEN_IN("taken in"),
            REFUSED("refused"),
            BROKEN("broken");

            private final String word;

            Answer(String word) {
                this.word = word;
            }
        }
    }

    /** What was heard of one conversion of a batch: {@code accepted}, {@code rejected}, and so on. */
    public record ItemOutcome(long conversion, String outcome, Optional<String> code, Optional<String> message) {}

    /** A conversion whose fate nobody knows. */
    public record Unknown(long id, long epoch, int attempt, Optional<Long> cohort, Instant expiresAt) {}

    /** A batch whose verdict is to be asked for. */
    public record Poll(long batch, String requestId, int polls, int size, Instant answeredAt) {}

    /** A conversion that still waits for the verdict on its batch. */
    public record Member(long id, long epoch, int attempt, int unclassified, Instant expiresAt) {}

    /** The earliest work of a destination that is not due yet or due now. */
    public record Due(String destination, Instant at) {}

    // What time brings about

    /** Conversions that were sent before and whose waiting time is over; of all others the decision is made anew. */
    public int wake(Run run, Instant now) {
        return moveAll(
                run, """
                select id, epoch from conversion
                 where state = 'DELAYED' and due_at <= :now
                   and exists (select from conversion_payload p
                                where p.conversion_id = conversion.id and p.frozen_at is not null)
                 order by due_at limit :limit""", now, ConversionState.DELAYED, row -> Move.of(row.id(), row.epoch(), ConversionState.READY));
    }

    /** Conversions that the platform would not count any more are given up. */
    public int expire(Run run, Instant now) {
        int expired = 0;
        for (var state : List.of(
                ConversionState.READY, ConversionState.DELAYED, ConversionState.HELD, ConversionState.NEEDS_YOU)) {
            expired += moveAll(
                    run,
                    """
                    select id, epoch from conversion
                     where state = '%s' and expires_at <= :now and coalesce(leased_until, '-infinity') < now()
                     order by expires_at limit :limit""".formatted(state.name()),
                    now,
                    state,
                    row -> Move.of(row.id(), row.epoch(), ConversionState.EXPIRED)
                            .because(
                                    "EXPIRED",
                                    "It could not be sent in time. The platform would not count it any more."));
        }
        return expired;
    }

    private record Row(long id, long epoch) {}

    private int moveAll(Run run, String select, Instant now, ConversionState from, Function<Row, Move> move) {
        int total = 0;
        int moved;
        do {
            moved = jdbi.inTransaction(handle -> {
                var moves = handle
                        .createQuery(select)
                        .bind("now", now)
                        .bind("limit", CHUNK)
                        .map((row, context) -> new Row(row.getLong(1), row.getLong(2)))
                        .list()
                        .stream()
                        .map(move)
                        .toList();
                return new StateMoves(handle, run, Optional.empty())
                        .apply(moves, from)
                        .size();
            });
            total += moved;
        } while (moved == CHUNK);
        return total;
    }

    // Claim, call, settle

    /** How many conversions could be sent to a destination now. */
    public long backlog(String destination, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from conversion
                         where destination = :destination and state = 'READY'
                           and coalesce(due_at, '-infinity') <= :now""")
                .bind("destination", destination)
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /** How many batches were meant for a destination since then, by all nodes. */
    public long requestsSince(String destination, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from upload_batch where destination = :destination and intended_at >= :since""")
                .bind("destination", destination)
                .bind("since", since)
                .mapTo(Long.class)
                .one());
    }

    /** Which conversions a node takes. */
    public enum Which {
        ALL,
        /** Those that were sent before and put off; new ones wait for their time of day. */
        SENT_BEFORE
    }

    /**
     * Takes conversions that are ready, the ones that expire first before the others. What another node holds is passed
     * over; what a dead node held is taken when its lease is over.
     *
     * @param stopped conversion actions that are not to be sent to now
     */
    public List<Claimed> claim(
            String destination,
            Which which,
            Collection<String> stopped,
            String node,
            Duration lease,
            int limit,
            Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with due as (
                            select id from conversion
                             where destination = :destination and state = 'READY'
                               and coalesce(due_at, '-infinity') <= :now
                               and coalesce(leased_until, '-infinity') < clock_timestamp()
                               and action <> all (:stopped)
                               and (:all or attempt > 0)
                             order by expires_at, id
                             limit :limit
                               for update skip locked),
                        claimed as (
                            update conversion c
                               set leased_by = :node, epoch = epoch + 1,
                                   leased_until = clock_timestamp() + make_interval(secs => :lease)
                              from due where c.id = due.id
                         returning c.*)
                        select c.id, c.epoch, c.action, c.cohort, c.expires_at, c.attempt,
                               case when c.attempt = 0 then 0
                                    else (select count(*) from conversion_transition t
                                           where t.conversion_id = c.id and t.failure_class = 'UNCLASSIFIED')
                                end as unclassified
                          from claimed c
                         order by c.expires_at, c.id""")
                .bind("destination", destination)
                .bind("now", now)
                .bind("all", which == Which.ALL)
                .bindArray("stopped", String.class, List.copyOf(stopped))
                .bind("node", node)
                .bind("lease", StateMoves.seconds(lease))
                .bind("limit", limit)
                .map((row, context) -> new Claimed(
                        row.getLong("id"),
                        row.getLong("epoch"),
                        row.getString("action"),
                        Optional.ofNullable(row.getObject("cohort", Long.class)),
                        instant(row, "expires_at"),
                        row.getInt("attempt"),
                        row.getInt("unclassified")))
                .list());
    }

    /** Gives back what was claimed and is not sent after all. */
    public void release(List<Claimed> claimed, String node) {
        jdbi.useHandle(handle -> release(handle, claimed, node));
    }

    private static void release(Handle handle, List<Claimed> claimed, String node) {
        if (claimed.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update conversion c set leased_by = null, leased_until = null
                          from unnest(:ids, :epochs) as a (id, epoch)
                         where c.id = a.id and c.epoch = a.epoch and c.leased_by = :node and c.state = 'READY'""")
                .bindArray("ids", Long.class, claimed.stream().map(Claimed::id).toList())
                .bindArray(
                        "epochs",
                        Long.class,
                        claimed.stream().map(Claimed::epoch).toList())
                .bind("node", node)
                .execute();
    }

    /** Why a conversion is not sent although it was ready: the last look before the first byte. */
    private enum Obstacle {
        NONE,
        /** Its lease would not outlive the call. */
        LEASE_TOO_SHORT,
        /** The CRM has changed and the funnel has yet to decide anew. */
        BEING_RECONSIDERED,
        EXPIRED,
        WITHDRAWN,
        CONSENT_DENIED
    }

    private record Looked(long id, Obstacle obstacle, String payload) {}

    /**
     * Writes down what is about to be sent, and freezes it. A look at each conversion comes first: what has expired, was
     * withdrawn, denied or taken over since it was claimed stays here.
     *
     * @param batch conversions of one action that this node has claimed
     * @param needed what a lease must still have so that the call ends within it
     * @param lease for the time in flight
     * @return empty when nothing is left to send
     */
    public Optional<Intent> intend(
            Run run, String destination, List<Claimed> batch, Duration needed, Duration lease, Instant now) {
        return jdbi.inTransaction(handle -> {
            var looked = look(handle, run, batch, needed, now);
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

    private static Map<Long, Looked> look(Handle handle, Run run, List<Claimed> batch, Duration needed, Instant now) {
        return handle
                .createQuery("""
                        select c.id, p.payload,
                               case when c.leased_until < clock_timestamp() + make_interval(secs => :needed)
                                        then 'LEASE_TOO_SHORT'
                                    when c.expires_at <= :now then 'EXPIRED'
                                    when e.withdrawn_at is not null then 'WITHDRAWN'
                                    when p.payload ->> 'adUserData' = 'DENIED' then 'CONSENT_DENIED'
                                    when exists (select from stage_event_due d where d.stage_event_id = c.stage_event_id)
                                        then 'BEING_RECONSIDERED'
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
                .bind("needed", StateMoves.seconds(needed))
                .bind("now", now)
                .bind("node", run.node())
                .map((row, context) -> new Looked(
                        row.getLong("id"), Obstacle.valueOf(row.getString("obstacle")), row.getString("payload")))
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
                case LEASE_TOO_SHORT, BEING_RECONSIDERED -> released.add(claimed);
                case EXPIRED ->
                    moves.add(move(claimed, ConversionState.EXPIRED)
                            .because(
                                    "EXPIRED",
                                    "It could not be sent in time. The platform would not count it any more."));
                case WITHDRAWN ->
                    moves.add(move(claimed, ConversionState.CANCELLED)
                            .because("WITHDRAWN", "The CRM no longer tells of this event."));
                case CONSENT_DENIED ->
                    moves.add(move(claimed, ConversionState.EXCLUDED)
                            .because("CONSENT_DENIED", "The person has denied the use of their data for advertising."));
            }
        }
        release(handle, released, run.node());
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

    /**
     * Writes down what was heard of a batch and what follows from it. Conversions that somebody else has taken over in
     * the meantime do not move; what was heard of them is kept as evidence, and resolves a doubt where one was left.
     *
     * @param steps moves that follow each other
     * @return ids of the conversions that moved at the first step
     */
    public Set<Long> settle(
            Run run, long batch, Heard heard, List<ItemOutcome> items, List<Move> first, List<Move> then) {
        return jdbi.inTransaction(handle -> {
            var moves = new StateMoves(handle, run, Optional.of(batch));
            var moved = moves.apply(first, ConversionState.IN_FLIGHT);
            moves.apply(then, ConversionState.UNKNOWN);
            var late = moved.size() < first.size();
            if (late) {
                resolveDoubt(moves, batch, first);
            }
            updateBatch(handle, batch, heard, late);
            updateItems(handle, batch, items);
            return moved;
        });
    }

    /** Held because nobody knew its fate, and now the answer has come after all. */
    private static void resolveDoubt(StateMoves moves, long batch, List<Move> first) {
        var doubtful = Set.copyOf(moves.handle()
                .createQuery("""
                        select id from conversion
                         where batch_id = :batch and state in ('HELD', 'UNKNOWN') and reason in ('NO_ANSWER', 'NODE_LOST')""")
                .bind("batch", batch)
                .mapTo(Long.class)
                .list());
        moves.apply(
                first.stream()
                        .filter(move -> move.to() == ConversionState.ACCEPTED)
                        .filter(move -> doubtful.contains(move.conversion()))
                        .toList(),
                ConversionState.HELD,
                ConversionState.UNKNOWN);
    }

    private static void updateBatch(Handle handle, long batch, Heard heard, boolean late) {
        handle.createUpdate("""
                        update upload_batch
                           set answered_at = clock_timestamp(), answer = :answer, code = :code, message = :message,
                               request_id = :requestId, late = :late, poll_at = :pollAt,
                               verdict = case when cast(:pollAt as timestamptz) is not null then 'pending' end
                         where id = :batch""")
                .bind("batch", batch)
                .bind("answer", heard.answer().word)
                .bind("code", heard.code().orElse(null))
                .bind("message", heard.message().orElse(null))
                .bind("requestId", heard.requestId().orElse(null))
                .bind("pollAt", heard.pollAt().orElse(null))
                .bind("late", late)
                .execute();
    }

    private static void updateItems(Handle handle, long batch, List<ItemOutcome> items) {
        if (items.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        update upload_batch_item i set outcome = a.outcome, code = a.code, message = a.message
                          from unnest(:ids, :outcomes, :codes, :messages) as a (id, outcome, code, message)
                         where i.batch_id = :batch and i.conversion_id = a.id""")
                .bind("batch", batch)
                .bindArray(
                        "ids",
                        Long.class,
                        items.stream().map(ItemOutcome::conversion).toList())
                .bindArray(
                        "outcomes",
                        String.class,
                        items.stream().map(ItemOutcome::outcome).toList())
                .bindArray("codes", String.class, texts(items, ItemOutcome::code))
                .bindArray("messages", String.class, texts(items, ItemOutcome::message))
                .execute();
    }

    private static List<String> texts(List<ItemOutcome> items, Function<ItemOutcome, Optional<String>> field) {
        var texts = new ArrayList<String>(items.size());
        items.forEach(item -> texts.add(field.apply(item).orElse(null)));
        return texts;
    }

    // After a crash

    /** Conversions whose node did not come back within its lease: bytes may have left. */
    public int abandon(Run run, String destination) {
        return jdbi.inTransaction(handle -> {
            var moves = handle.createQuery("""
                            select id, epoch, cohort from conversion
                             where destination = :destination and state = 'IN_FLIGHT'
                               and leased_until < clock_timestamp()
                             order by id limit :limit
                               for update skip locked""")
                    .bind("destination", destination)
                    .bind("limit", CHUNK)
                    .map((row, context) -> Move.of(row.getLong(1), row.getLong(2), ConversionState.UNKNOWN)
                            .inCohort(Optional.ofNullable(row.getObject(3, Long.class)))
                            .because(
                                    "NODE_LOST",
                                    "The node that was sending it did not come back. It may have been sent."))
                    .list();
            return new StateMoves(handle, run, Optional.empty())
                    .apply(moves, ConversionState.IN_FLIGHT)
                    .size();
        });
    }

    /** Conversions in doubt, for somebody to decide about. */
    public List<Unknown> unknown(String destination, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, epoch, attempt, cohort, expires_at from conversion
                         where destination = :destination and state = 'UNKNOWN'
                         order by id limit :limit""")
                .bind("destination", destination)
                .bind("limit", limit)
                .map((row, context) -> new Unknown(
                        row.getLong("id"),
                        row.getLong("epoch"),
                        row.getInt("attempt"),
                        Optional.ofNullable(row.getObject("cohort", Long.class)),
                        instant(row, "expires_at")))
                .list());
    }

    /** A conversion that waits for somebody's word. */
    public record Held(long id, long epoch) {}

    /** By key, of every destination: those that were sent, so that only a person can say what is to become of them. */
    public List<Held> held(String key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.epoch
                          from conversion c join conversion_payload p on p.conversion_id = c.id
                         where c.key = :key and c.state = 'HELD' and p.frozen_at is not null
                         order by c.id""")
                .bind("key", key)
                .map((row, context) -> new Held(row.getLong("id"), row.getLong("epoch")))
                .list());
    }

    /** @return how many moved */
    public int decide(Run run, List<Move> moves, ConversionState from) {
        return jdbi.inTransaction(handle ->
                new StateMoves(handle, run, Optional.empty()).apply(moves, from).size());
    }

    // Verdicts

    /** Takes batches whose verdict is to be asked for now; each by one node at a time. */
    public List<Poll> claimPolls(String destination, int limit, Duration lease, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update upload_batch b
                           set polls = polls + 1, poll_leased_until = clock_timestamp() + make_interval(secs => :lease)
                         where id in (select id from upload_batch
                                       where destination = :destination and verdict = 'pending' and poll_at <= :now
                                         and poll_leased_until < clock_timestamp()
                                       order by poll_at limit :limit
                                         for update skip locked)
                        returning id, request_id, polls, size, answered_at""")
                .bind("destination", destination)
                .bind("now", now)
                .bind("limit", limit)
                .bind("lease", StateMoves.seconds(lease))
                .map((row, context) -> new Poll(
                        row.getLong("id"),
                        row.getString("request_id"),
                        row.getInt("polls"),
                        row.getInt("size"),
                        instant(row, "answered_at")))
                .list());
    }

    /** Those of a batch that wait for its verdict; whoever was sent again since then waits for another one. */
    public List<Member> members(long batch) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.epoch, c.attempt, c.expires_at,
                               (select count(*) from conversion_transition t
                                 where t.conversion_id = c.id and t.failure_class = 'UNCLASSIFIED') as unclassified
                          from upload_batch_item i join conversion c on c.id = i.conversion_id
                         where i.batch_id = :batch and c.batch_id = :batch and c.state = 'ACCEPTED'
                         order by i.ordinal""")
                .bind("batch", batch)
                .map((row, context) -> new Member(
                        row.getLong("id"),
                        row.getLong("epoch"),
                        row.getInt("attempt"),
                        row.getInt("unclassified"),
                        instant(row, "expires_at")))
                .list());
    }

    /** The verdict is not there yet, or could not be asked for: look again later. */
    public void pollAgain(Poll poll, Instant at) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                            update upload_batch set poll_at = :at, poll_leased_until = '-infinity'
                             where id = :batch and verdict = 'pending' and polls = :polls""")
                    .bind("batch", poll.batch())
                    .bind("polls", poll.polls())
                    .bind("at", at)
                    .execute();
            handle.createUpdate("""
                            update conversion set due_at = :at where batch_id = :batch and state = 'ACCEPTED'
                               and id in (select conversion_id from upload_batch_item where batch_id = :batch)""").bind("batch", poll.batch()).bind("at", at).execute();
        });
    }

    /**
     * Writes a verdict down and what follows from it. Nothing happens if another node has done so.
     *
     * @param verdict counted, refused, mixed, forgotten or given up
     * @return how many conversions moved
     */
    public int conclude(Run run, Poll poll, String verdict, List<Move> moves) {
        return jdbi.inTransaction(handle -> {
            int mine = handle.createUpdate("""
                            update upload_batch set verdict = :verdict, verdict_at = clock_timestamp(), poll_at = null
                             where id = :batch and verdict = 'pending' and polls = :polls""")
                    .bind("batch", poll.batch())
                    .bind("polls", poll.polls())
                    .bind("verdict", verdict)
                    .execute();
            return mine == 0
                    ? 0
                    : new StateMoves(handle, run, Optional.of(poll.batch()))
                            .apply(moves, ConversionState.ACCEPTED)
                            .size();
        });
    }

    // What is to come

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
                .map((row, context) -> new Due(row.getString("destination"), instant(row, "at")))
                .list());
    }

    /** How many conversions of a destination are in each state. */
    public Map<ConversionState, Long> states(String destination) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select state, count(*) from conversion where destination = :destination group by state")
                .bind("destination", destination)
                .map((row, context) -> Map.entry(ConversionState.valueOf(row.getString(1)), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new)));
    }

    /** By its offset, not by the time zone of the Java process, which has an hour twice every autumn. */
    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
