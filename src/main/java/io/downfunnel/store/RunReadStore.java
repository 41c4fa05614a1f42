package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Runs and their steps, for people to read. */
@Singleton
public class RunReadStore {
    private final Jdbi jdbi;

    public RunReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param kind sync, extract, deliver, sweep or verdicts
     * @param startedBy timetable, command, or who pressed the button
     * @param quiet how long its node has not been heard of, by the database's clock; means nothing once it finished
     * @param result empty while it runs: fine, needs you, broke, stopped
     * @param stopAskedBy who has asked it to stop; empty when nobody has
     */
    public record Run(
            long id,
            String kind,
            String startedBy,
            String node,
            Instant startedAt,
            Duration quiet,
            Optional<Instant> finishedAt,
            Optional<String> result,
            Optional<String> stopAskedBy,
            List<Step> steps) {
        public Run {
            steps = List.copyOf(steps);
        }

        public boolean finished() {
            return finishedAt.isPresent();
        }

        private Run with(List<Step> itsSteps) {
            return new Run(id, kind, startedBy, node, startedAt, quiet, finishedAt, result, stopAskedBy, itsSteps);
        }
    }

    /**
     * @param state planned, running, done or failed
     * @param expected how many there will be, where that is known
     * @param waiting what it waits for right now
     * @param message what it did, or why it failed
     */
    public record Step(
            String name,
            String state,
            Optional<Long> expected,
            long done,
            Optional<String> waiting,
            Optional<String> message,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    /** The runs that have not finished, the latest first. */
    public List<Run> running() {
        return jdbi.withHandle(sql -> withSteps(
                sql, sql.createQuery("""
                                select *, extract(epoch from clock_timestamp() - alive_at)::bigint as quiet_seconds
                                  from run
                                 where finished_at is null and started_at > now() - interval '7 days'
                                 order by started_at desc, id desc
                                 limit 10""").map((row, context) -> run(row)).list()));
    }

    /** The latest finished run that sends conversions: the one that people ask about. */
    public Optional<Run> lastThatDelivered() {
        return jdbi.withHandle(
                sql -> sql.createQuery("""
                        select *, 0 as quiet_seconds
                          from run
                         where kind in ('sync', 'deliver') and finished_at is not null
                         order by started_at desc, id desc
                         limit 1""").map((row, context) -> run(row)).findOne());
    }

    /**
     * A page of runs, the latest first.
     *
     * @param before only runs with a smaller id; empty for the first page
     */
    public List<Run> latest(Optional<Long> before, int limit) {
        return jdbi.withHandle(sql -> withSteps(
                sql,
                sql.createQuery("""
                                select *, extract(epoch from clock_timestamp() - alive_at)::bigint as quiet_seconds
                                  from run
                                 where id < :before
                                 order by id desc
                                 limit :limit""")
                        .bind("before", before.orElse(Long.MAX_VALUE))
                        .bind("limit", limit)
                        .map((row, context) -> run(row))
                        .list()));
    }

    /** The latest run that did something; looking whether all is well does nothing. */
    public Optional<Run> latestAtWork() {
        return jdbi.withHandle(sql ->
                withSteps(
                                sql,
                                sql.createQuery("""
                                select *, extract(epoch from clock_timestamp() - alive_at)::bigint as quiet_seconds
                                  from run
                                 where kind not in ('audit', 'probe', 'retention')
                                 order by id desc
                                 limit 1""")
                                        .map((row, context) -> run(row))
                                        .list())
                        .stream()
                        .findFirst());
    }

    public Optional<Run> find(long id) {
        return jdbi.withHandle(sql -> withSteps(
                        sql,
                        sql.createQuery(
                                        "select *, extract(epoch from clock_timestamp() - alive_at)::bigint as quiet_seconds from run where id = :id")
                                .bind("id", id)
                                .map((row, context) -> run(row))
                                .list())
                .stream()
                .findFirst());
    }

    private static List<Run> withSteps(Handle sql, List<Run> runs) {
        if (runs.isEmpty()) {
            return runs;
        }
        var steps = new LinkedHashMap<Long, List<Step>>();
        runs.forEach(run -> steps.put(run.id(), new ArrayList<>()));
        sql.createQuery("select * from run_step where run_id = any(:runs) order by run_id, ordinal")
                .bind("runs", steps.keySet().toArray(Long[]::new))
                .map((row, context) -> steps.get(row.getLong("run_id")).add(step(row)))
                .list();
        return runs.stream().map(run -> run.with(steps.get(run.id()))).toList();
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("started_by"),
                row.getString("node"),
                Columns.instant(row, "started_at"),
                Duration.ofSeconds(Math.max(0, row.getLong("quiet_seconds"))),
                Columns.instantIfAny(row, "finished_at"),
                Columns.textIfAny(row, "result"),
                Columns.textIfAny(row, "stop_asked_by"),
                List.of());
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getString("step"),
                row.getString("state"),
                Columns.numberIfAny(row, "expected"),
                row.getLong("done"),
                Columns.textIfAny(row, "waiting"),
                Columns.textIfAny(row, "message"),
                Columns.instantIfAny(row, "started_at"),
                Columns.instantIfAny(row, "finished_at"));
    }
}
