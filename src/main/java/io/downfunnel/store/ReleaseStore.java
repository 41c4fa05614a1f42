package io.downfunnel.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** A person's word that lets something go: the conversions, what held them and the record of it, in one transaction. */
@ApplicationScoped
public class ReleaseStore {
    private final Jdbi jdbi;

    public ReleaseStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param what the reason that was lifted
     * @param stage empty: the whole destination
     * @param conversions that moved with it, or that waited at the destination
     */
    public record Release(
            Instant at,
            String by,
            Reason what,
            String destination,
            Optional<String> stage,
            Optional<String> mapping,
            long conversions) {}

    /** More than whoever said it may release at once; nothing was released. */
    public static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final long most;

        TooMany(long most) {
            super("More than " + most + " conversions at once");
            this.most = most;
        }

        public long most() {
            return most;
        }
    }

    private static long within(long most, long conversions) {
        if (conversions > most) {
            throw new TooMany(most);
        }
        return conversions;
    }

    /** The latest first. */
    public List<Release> latest(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from release order by id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> new Release(
                        Columns.instant(row, "at"),
                        row.getString("by"),
                        Reason.valueOf(row.getString("what")),
                        row.getString("destination"),
                        Columns.textIfAny(row, "stage"),
                        Columns.textIfAny(row, "mapping"),
                        row.getLong("conversions")))
                .list());
    }

    /**
     * Opens the gate of a mapping, and its conversions are ready.
     *
     * @return how many; empty when the gate is not closed, so that there is nothing to release
     * @throws TooMany when it would be more than {@code most}
     */
    public Optional<Long> open(Run run, String destination, String stage, String by, Instant now, long most) {
        return jdbi.inTransaction(handle -> {
            var gate = locked(handle, destination, stage).filter(known -> !known.open());
            gate.ifPresent(known -> GateStore.become(handle, known, MappingGate.State.OPEN, Optional.of(by)));
            return gate.map(known -> record(
                    handle,
                    run,
                    by,
                    known.reason().orElseThrow(),
                    known,
                    within(
                            most,
                            moved(
                                    handle,
                                    run,
                                    known,
                                    by,
                                    now,
                                    List.of(Reason.NEW_MAPPING, Reason.CANARY_REFUSED, Reason.POISON_RATE)))));
        });
    }

    /** Other conversions go ahead of a mapping that was refused, or is on trial. Empty when it is neither. */
    public Optional<Long> tryAgain(Run run, String destination, String stage, String by) {
        return jdbi.inTransaction(handle -> {
            var gate = locked(handle, destination, stage).filter(known -> !known.open());
            gate.ifPresent(known -> GateStore.become(handle, known, MappingGate.State.CANARY, Optional.of(by)));
            return gate.map(known -> tried(handle, run, by, known));
        });
    }

    /** What is far more than usual is right all the same. Empty when nothing waits for that. */
    public Optional<Long> releaseVolume(Run run, String destination, String stage, String by, Instant now, long most) {
        return jdbi.inTransaction(handle -> {
            var mapping = handle.createQuery("""
                            select max(mapping) from conversion
                             where destination = :destination and stage = :stage and state = 'HELD'
                               and reason = 'VOLUME'""")
                    .bind("destination", destination)
                    .bind("stage", stage)
                    .mapTo(String.class)
                    .findOne();
            return mapping.flatMap(name -> {
                var group = new MappingGate(
                        destination, stage, name, MappingGate.State.OPEN, now, false, Optional.empty(), "");
                long moved = within(most, moved(handle, run, group, by, now, List.of(Reason.VOLUME)));
                return moved == 0
                        ? Optional.empty()
                        : Optional.of(record(handle, run, by, Reason.VOLUME, group, moved));
            });
        });
    }

    /** Something is sent to a destination again. Empty when no such brake stands; otherwise as {@link #open}. */
    public Optional<Long> lift(Run run, DestinationBrake.Kind kind, String destination, String by, long most) {
        return jdbi.inTransaction(handle -> {
            int lifted = handle.createUpdate("""
                            update brake set lifted_at = clock_timestamp(), lifted_by = :by
                             where kind = :kind and destination = :destination and lifted_at is null""")
                    .bind("by", by)
                    .bind("kind", kind.name())
                    .bind("destination", destination)
                    .execute();
            if (lifted == 0) {
                return Optional.empty();
            }
            long waiting = handle.createQuery("""
                            select count(*) from conversion where destination = :destination and state = 'READY'""")
                    .bind("destination", destination)
                    .mapTo(Long.class)
                    .one();
            var what = kind == DestinationBrake.Kind.STOPPED ? Reason.DESTINATION_STOPPED : Reason.POISON_RATE;
            return Optional.of(record(handle, run, by, what, destination, null, null, within(most, waiting)));
        });
    }

    private static long tried(Handle handle, Run run, String by, MappingGate gate) {
        note(handle, run, by, gate.reason().orElseThrow(), gate.destination(), gate.stage(), gate.mapping(), 0);
        TrailStore.append(
                handle,
                new TrailEntry(by, What.TRIED_AGAIN, gate.mapping() + " to " + gate.destination(), "run " + run.id()));
        return 0;
    }

    private static Optional<MappingGate> locked(Handle handle, String destination, String stage) {
        handle.createQuery("""
                        select 1 from mapping_gate where destination = :destination and stage = :stage for update""")
                .bind("destination", destination)
                .bind("stage", stage)
                .mapTo(Integer.class)
                .findOne();
        return GateStore.find(handle, destination, stage);
    }

    /** What has expired stays: the platform would not count it. */
    private static long moved(Handle handle, Run run, MappingGate group, String by, Instant now, List<Reason> reasons) {
        var named = new HashMap<String, Object>(GateStore.named(group));
        named.put("reasons", reasons.stream().map(Enum::name).toArray(String[]::new));
        named.put("at", now);
        return new BulkMoves(handle, run)
                .move(
                        ConversionState.HELD,
                        ConversionState.READY,
                        Reason.RELEASED,
                        "Released by " + by + ".",
                        GateStore.OF_GATE + " and c.reason = any (:reasons) and c.expires_at > :at",
                        named,
                        Long.MAX_VALUE);
    }

    private static long record(Handle handle, Run run, String by, Reason what, MappingGate gate, long conversions) {
        return record(handle, run, by, what, gate.destination(), gate.stage(), gate.mapping(), conversions);
    }

    private static long record(
            Handle handle,
            Run run,
            String by,
            Reason what,
            String destination,
            String stage,
            String mapping,
            long conversions) {
        note(handle, run, by, what, destination, stage, mapping, conversions);
        TrailStore.append(
                handle,
                new TrailEntry(
                        by,
                        what == Reason.DESTINATION_STOPPED ? What.DESTINATION_STARTED : What.RELEASED,
                        mapping == null ? destination : mapping + " to " + destination,
                        what.title() + ", " + conversions + (conversions == 1 ? " conversion" : " conversions")
                                + ", run " + run.id()));
        return conversions;
    }

    private static void note(
            Handle handle,
            Run run,
            String by,
            Reason what,
            String destination,
            String stage,
            String mapping,
            long conversions) {
        handle.createUpdate("""
                        insert into release (by, run_id, what, destination, stage, mapping, conversions)
                        values (:by, :run, :what, :destination, :stage, :mapping, :conversions)""")
                .bind("by", by)
                .bind("run", run.id())
                .bind("what", what.name())
                .bind("destination", destination)
                .bind("stage", stage)
                .bind("mapping", mapping)
                .bind("conversions", conversions)
                .execute();
    }
}
