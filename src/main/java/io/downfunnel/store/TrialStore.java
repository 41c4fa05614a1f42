package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.MappingGate;
import io.downfunnel.store.GateStore.Trial;

/** The trials of mappings, those under way and those that are over, for people to read. */
@Singleton
public class TrialStore {
    private final Jdbi jdbi;

    public TrialStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What ended a trial. */
    public enum Ending {
        /** More were good than not, and its conversions follow. */
        FOUND_GOOD,
        /** Half were refused, and the mapping waits for a person. */
        REFUSED,
        /** A person let all its conversions go. */
        RELEASED,
        /** A person wanted it tried out with others. */
        TRIED_AGAIN,
        /** It sends something else now, and is tried out anew. */
        MAPPING_CHANGED,
        MAPPING_REMOVED
    }

    /** A mapping that is on trial, or will be with the next sync. */
    public record UnderWay(MappingGate gate, Trial trial) {}

    /**
     * A trial that is over.
     *
     * @param by the person who ended it; empty: the platform's word did
     * @param sent of those that went ahead
     * @param good counted, or refused as is to be expected of some; where no verdicts are given, accepted
     * @param bad refused for their data or the configuration
     * @param cause code of the most frequent refusal
     * @param causes how many were refused with it
     * @param sentence what was said when it was refused
     */
    public record Over(
            long id,
            String destination,
            String stage,
            String mapping,
            Instant beganAt,
            Instant endedAt,
            Ending ending,
            Optional<String> by,
            int sent,
            int good,
            int bad,
            Optional<String> cause,
            int causes,
            Optional<String> sentence) {}

    public List<UnderWay> underWay() {
        return jdbi.withHandle(handle -> Gating.gates(handle).closed().stream()
                .filter(gate -> gate.state() == MappingGate.State.CANARY)
                .map(gate -> new UnderWay(gate, GateStore.trial(handle, gate)))
                .toList());
    }

    /** The latest first. */
    public List<Over> over(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from trial order by id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> over(row))
                .list());
    }

    private static Over over(ResultSet row) throws SQLException {
        return new Over(
                row.getLong("id"),
                row.getString("destination"),
                row.getString("stage"),
                row.getString("mapping"),
                Columns.instant(row, "began_at"),
                Columns.instant(row, "ended_at"),
                Ending.valueOf(row.getString("ending")),
                Columns.textIfAny(row, "ended_by"),
                row.getInt("sent"),
                row.getInt("good"),
                row.getInt("bad"),
                Columns.textIfAny(row, "cause"),
                row.getInt("causes"),
                Columns.textIfAny(row, "sentence"));
    }

    /**
     * Writes down how a trial went, in the transaction that ends it and before those that went ahead are forgotten. Of one
     * that a change or a finding ended before anything went ahead, nothing is worth telling.
     */
    static void end(Handle handle, MappingGate gate, Ending ending, Optional<String> by, Optional<String> sentence) {
        var trial = GateStore.trial(handle, gate);
        if (trial.size() == 0 && ending != Ending.REFUSED && ending != Ending.RELEASED) {
            return;
        }
        handle.createUpdate("""
                        with ended as (
                            insert into trial (destination, stage, mapping, began_at, ending, ended_by, sent, good, bad,
                                               cause, causes, sentence)
                            values (:destination, :stage, :mapping, :began, :ending, :by, :sent, :good, :bad,
                                    :cause, :causes, :sentence)
                            returning id)
                        insert into trial_conversion (trial_id, conversion_id)
                        select ended.id, c.id
                          from ended, canary k join conversion c on c.id = k.conversion_id
                         where k.destination = :destination and k.stage = :stage
                           and (FATE) <> 'VOID'""".replace("FATE", GateStore.FATE))
                .bindMap(GateStore.named(gate))
                .bind("mapping", gate.mapping())
                .bind("began", gate.since())
                .bind("ending", ending.name())
                .bind("by", by.orElse(null))
                .bind("sent", trial.sent())
                .bind("good", trial.good())
                .bind("bad", trial.bad())
                .bind("cause", trial.cause().orElse(null))
                .bind("causes", trial.causes())
                .bind("sentence", sentence.orElse(null))
                .execute();
    }
}
