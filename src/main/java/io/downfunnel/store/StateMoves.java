package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;

/**
 * The one place where what is being delivered changes its state: only along an edge, only for the epoch that asks, and
 * never without the row that tells of it. A move's conversion is the row of whatever has this life.
 *
 * @param run for which the step is taken
 * @param batch the upload batch it belongs to
 * @param life whose it is
 */
record StateMoves(Handle handle, Run run, Optional<Long> batch, Life life) {

    /** What goes through these states. */
    enum Life {
        CONVERSION("conversion", "cohort = a.cohort, "),
        /** Each travels alone, so there are no cohorts. */
        ADJUSTMENT("adjustment", "");

        private final String statement;

        Life(String table, String cohort) {
            this.statement = STATEMENT.replace("{subject}", table).replace("{cohort}", cohort);
        }
    }

    StateMoves(Handle handle, Run run, Optional<Long> batch) {
        this(handle, run, batch, Life.CONVERSION);
    }

    // The table is one of two names of our own.
    private static final String STATEMENT = """
            with asked as (
                select id, epoch, reason, explanation, failure_class,
                       cast(due_at as timestamptz) as due_at, cohort, attempts
                  from unnest(:ids, :epochs, :reasons, :explanations, :classes, :dues, :cohorts, :attempts)
                       as a (id, epoch, reason, explanation, failure_class, due_at, cohort, attempts)),
            old as (
                select c.id, c.state
                  from {subject} c join asked a on a.id = c.id and a.epoch = c.epoch
                 where c.state = any (:from)
                 order by c.id
                   for update of c),
            moved as (
                update {subject} c
                   set state = :to, reason = a.reason, explanation = a.explanation, due_at = a.due_at,
                       {cohort}attempt = c.attempt + a.attempts, state_since = clock_timestamp(),
                       batch_id = coalesce(cast(:batch as bigint), c.batch_id),
                       leased_by = case when :to = 'IN_FLIGHT' then :node end,
                       leased_until = case when :to = 'IN_FLIGHT'
                                           then clock_timestamp() + make_interval(secs => :lease) end
                  from asked a join old on old.id = a.id
                 where c.id = a.id
             returning c.id, old.state as from_state, a.failure_class, c.attempt, c.epoch)
            insert into {subject}_transition
                   ({subject}_id, from_state, to_state, reason, explanation, failure_class,
                    run_id, batch_id, attempt, node, epoch)
            select m.id, m.from_state, :to, a.reason, a.explanation, m.failure_class,
                   :run, cast(:batch as bigint), m.attempt, :node, m.epoch
              from moved m join asked a on a.id = m.id
             order by m.id
            returning {subject}_id""";

    /** From whichever state leads there. */
    Set<Long> apply(List<Move> moves) {
        return apply(moves, Set.of(ConversionState.values()), Duration.ZERO);
    }

    /** From these states only. */
    Set<Long> apply(List<Move> moves, ConversionState... from) {
        return apply(moves, Set.of(from), Duration.ZERO);
    }

    /**
     * @param lease of those that go in flight
     * @return ids of those that moved; the others were not in such a state, or somebody else had claimed them
     */
    Set<Long> apply(List<Move> moves, Set<ConversionState> from, Duration lease) {
        var byTarget = new EnumMap<ConversionState, List<Move>>(ConversionState.class);
        moves.forEach(move ->
                byTarget.computeIfAbsent(move.to(), none -> new ArrayList<>()).add(move));
        var moved = new HashSet<Long>();
        for (Map.Entry<ConversionState, List<Move>> entry : byTarget.entrySet()) {
            moved.addAll(apply(entry.getKey(), entry.getValue(), from, lease));
        }
        return moved;
    }

    private List<Long> apply(ConversionState to, List<Move> moves, Set<ConversionState> from, Duration lease) {
        var allowed = Stream.of(ConversionState.values())
                .filter(state -> state.mayBecome(to))
                .filter(from::contains)
                .map(Enum::name)
                .toList();
        var statement = handle.createQuery(life.statement);
        return statement
                .bindArray("ids", Long.class, list(moves, Move::conversion))
                .bindArray("epochs", Long.class, list(moves, Move::epoch))
                .bindArray(
                        "reasons",
                        String.class,
                        list(moves, move -> move.reason().orElse(null)))
                .bindArray(
                        "explanations",
                        String.class,
                        list(moves, move -> move.explanation().orElse(null)))
                .bindArray(
                        "classes",
                        String.class,
                        list(moves, move -> move.failureClass().map(Enum::name).orElse(null)))
                .bindArray(
                        "dues",
                        String.class,
                        list(moves, move -> move.dueAt().map(StateMoves::micros).orElse(null)))
                .bindArray(
                        "cohorts", Long.class, list(moves, move -> move.cohort().orElse(null)))
                .bindArray("attempts", Integer.class, list(moves, Move::attempts))
                .bindArray("from", String.class, allowed)
                .bind("to", to.name())
                .bind("batch", batch.orElse(null))
                .bind("node", run.node())
                .bind("run", run.id())
                .bind("lease", seconds(lease))
                .mapTo(Long.class)
                .list();
    }

    private static <T> List<T> list(List<Move> moves, Function<Move, T> field) {
        var values = new ArrayList<T>(moves.size());
        moves.forEach(move -> values.add(field.apply(move)));
        return values;
    }

    /** PostgreSQL keeps microseconds and would round up, into the future; we cut. */
    private static String micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
