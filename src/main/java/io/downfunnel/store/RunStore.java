package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** Runs and their steps: what happens now, and what happened. */
@ApplicationScoped
public class RunStore {

    /** How a run ended. */
    public enum Result {
        FINE("fine"),
        NEEDS_YOU("needs you"),
        BROKE("broke"),
        /** Somebody asked it to, and it did so between two pieces of work. */
        STOPPED("stopped");

        private final String text;

        Result(String text) {
            this.text = text;
        }
    }

    /** What became of a destination's conversions in one run. */
    public record DestinationCounts(
            long sent, long accepted, long verified, long needsYou, long onHold, long excluded) {}

    private record Counted(String destination, DestinationCounts counts) {}

    private final Jdbi jdbi;

    public RunStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Opens a run with its steps planned, in order. */
    public long start(String kind, String startedBy, String node, List<String> steps) {
        return jdbi.inTransaction(handle -> {
            var run = handle.createQuery("""
                    insert into run (kind, started_by, node) values (:kind, :startedBy, :node) returning id""")
                    .bind("kind", kind)
                    .bind("startedBy", startedBy)
                    .bind("node", node)
                    .mapTo(Long.class)
                    .one();
            var batch = handle.prepareBatch("""
                    insert into run_step (run_id, ordinal, step, state) values (:run, :ordinal, :step, 'planned')""");
            for (int ordinal = 0; ordinal < steps.size(); ordinal++) {
                batch.bind("run", run)
                        .bind("ordinal", ordinal)
                        .bind("step", steps.get(ordinal))
                        .add();
            }
            batch.execute();
            return run;
        });
    }

    /** A step runs again when a run comes back to it: its first start stays, its figures go on. */
    public void stepStarted(long run, int ordinal) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                update run_step set state = 'running', started_at = coalesce(started_at, now()), finished_at = null
                 where run_id = :run and ordinal = :ordinal""")
                .bind("run", run)
                .bind("ordinal", ordinal)
                .execute());
    }

    /**
     * Also the run's sign of life. {@code expected} and {@code waiting} may be null.
     *
     * @return whether somebody has asked the run to stop
     */
    public boolean progress(long run, int ordinal, Long expected, long done, String waiting) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                with step as (
                    update run_step set expected = :expected, done = :done, waiting = :waiting
                     where run_id = :run and ordinal = :ordinal)
                update run set alive_at = now() where id = :run
                returning stop_asked_at is not null""")
                .bind("run", run)
                .bind("ordinal", ordinal)
                .bind("expected", expected)
                .bind("done", done)
                .bind("waiting", waiting)
                .mapTo(Boolean.class)
                .one());
    }

    /** @return false when it has ended already */
    public boolean askToStop(long run, String by) {
        return jdbi.inTransaction(handle -> {
            var kind = handle.createQuery("""
                            update run set stop_asked_at = coalesce(stop_asked_at, now()),
                                           stop_asked_by = coalesce(stop_asked_by, :by)
                             where id = :run and finished_at is null
                            returning kind""")
                    .bind("run", run)
                    .bind("by", by)
                    .mapTo(String.class)
                    .findOne();
            kind.ifPresent(
                    what -> TrailStore.append(handle, new TrailEntry(by, What.RUN_STOPPED, what + " " + run, "")));
            return kind.isPresent();
        });
    }

    /** Who has asked a run to stop; empty when nobody has. */
    public Optional<String> stopAskedBy(long run) {
        return jdbi.withHandle(handle -> handle.createQuery("select stop_asked_by from run where id = :run")
                .bind("run", run)
                .mapTo(String.class)
                .findOne());
    }

    /** @param cpuMillis of the process while the step ran; added up when a run comes back to the step */
    public void stepFinished(long run, int ordinal, boolean failed, String message, long cpuMillis) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                update run_step
                   set state = :state, message = :message, waiting = null, finished_at = now(),
                       cpu_ms = cpu_ms + :cpu
                 where run_id = :run and ordinal = :ordinal""")
                .bind("run", run)
                .bind("ordinal", ordinal)
                .bind("state", failed ? "failed" : "done")
                .bind("message", message)
                .bind("cpu", cpuMillis)
                .execute());
    }

    public void finish(long run, Result result, String summaryJson) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                update run set finished_at = now(), alive_at = now(), result = :result, summary = :summary::jsonb
                 where id = :run""")
                .bind("run", run)
                .bind("result", result.text)
                .bind("summary", summaryJson)
                .execute());
    }

    /**
     * Closes runs whose process died: no sign of life for this long. Their work is not lost, since each step takes up
     * what it finds.
     */
    public int closeAbandoned(Duration silence) {
        return jdbi.withHandle(handle ->
                handle.createUpdate("""
                with abandoned as (
                    update run set finished_at = now(), result = 'broke'
                     where finished_at is null and alive_at < now() - make_interval(secs => :silence)
                    returning id)
                update run_step s
                   set state = 'failed', finished_at = now(), waiting = null,
                       message = 'The process ended in the middle of this step; the next run takes its work up.'
                  from abandoned a
                 where s.run_id = a.id and s.state = 'running'""").bind("silence", silence.toSeconds()).execute());
    }

    /** By destination: what this run did, counted in conversions and from the transitions it wrote. */
    public Map<String, DestinationCounts> destinationCounts(long run) {
        return jdbi.withHandle(handle -> {
            var counts = new TreeMap<String, DestinationCounts>();
            handle.createQuery("""
                    with moved as (
                        select conversion_id,
                               bool_or(to_state = 'IN_FLIGHT') as sent,
                               bool_or(to_state = 'ACCEPTED')  as accepted,
                               (array_agg(to_state order by id desc))[1] as state
                          from conversion_transition
                         where run_id = :run
                         group by conversion_id)
                    select c.destination,
                           count(*) filter (where m.sent)                 as sent,
                           count(*) filter (where m.accepted)             as accepted,
                           count(*) filter (where m.state = 'VERIFIED')   as verified,
                           count(*) filter (where m.state = 'NEEDS_YOU')  as needs_you,
                           count(*) filter (where m.state = 'HELD')       as on_hold,
                           count(*) filter (where m.state = any(:excluded)) as excluded
                      from moved m join conversion c on c.id = m.conversion_id
                     group by c.destination""")
                    .bind("run", run)
                    .bindArray("excluded", String.class, (Object[]) excludedStates())
                    .map(RunStore::counted)
                    .forEach(row -> counts.put(row.destination(), row.counts()));
            return counts;
        });
    }

    /** Of the conversions that this run put on hold, those that wait for nobody but the trial of their mapping. */
    public long onTrial(long run) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select count(distinct t.conversion_id)
                          from conversion_transition t join conversion c on c.id = t.conversion_id
                         where t.run_id = :run and t.to_state = 'HELD' and c.state = 'HELD' and c.reason = 'NEW_MAPPING'""").bind("run", run).mapTo(Long.class).one());
    }

    private static String[] excludedStates() {
        return java.util.Arrays.stream(ConversionState.values())
                .filter(state -> state.word() == ConversionState.Word.EXCLUDED)
                .map(Enum::name)
                .toArray(String[]::new);
    }

    private static Counted counted(ResultSet row, StatementContext context) throws SQLException {
        return new Counted(
                row.getString("destination"),
                new DestinationCounts(
                        row.getLong("sent"),
                        row.getLong("accepted"),
                        row.getLong("verified"),
                        row.getLong("needs_you"),
                        row.getLong("on_hold"),
                        row.getLong("excluded")));
    }
}
