package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Who reads the reports of a destination right now, and how many operations of its quota that has taken. */
@ApplicationScoped
public class ReportClaimStore {
    private static final Duration DAY = Duration.ofHours(24);

    /**
     * The right to read a destination, until the lease ends or a later claim.
     *
     * @param epoch another one at each claim of any destination
     */
    public record Claim(String destination, long epoch) {}

    /** Another node has claimed the destination since. Nothing was saved; that node does the work. */
    public static final class LostClaimException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostClaimException(Claim claim) {
            super("Another node reads the reports of " + claim.destination() + " now");
        }
    }

    private final Jdbi jdbi;
    private final Duration lease;

    @Inject
    public ReportClaimStore(Jdbi jdbi) {
        // Longer than a call may take; after each page of rows it begins anew.
        this(jdbi, Duration.ofMinutes(10));
    }

    ReportClaimStore(Jdbi jdbi, Duration lease) {
        this.jdbi = jdbi;
        this.lease = lease;
    }

    /** Takes the destination, unless a node holds it; rows that a node left behind half-way are thrown away. */
    public Optional<Claim> claim(String destination, String node) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("insert into report_claim (destination) values (:destination) on conflict do nothing")
                    .bind("destination", destination)
                    .execute();
            var before = handle.createQuery("""
                            select epoch from report_claim
                             where destination = :destination and leased_until < clock_timestamp()
                               for update skip locked""")
                    .bind("destination", destination)
                    .mapTo(Long.class)
                    .findOne();
            return before.map(epoch -> take(handle, destination, node, epoch));
        });
    }

    private Claim take(Handle handle, String destination, String node, long before) {
        for (var table : StagedTable.NAMES) {
            handle.execute("delete from " + table + " where epoch = ?", before);
        }
        var epoch = handle.createQuery("""
                        update report_claim
                           set leased_by = :node, epoch = nextval('report_epoch'),
                               leased_until = clock_timestamp() + make_interval(secs => :lease)
                         where destination = :destination
                        returning epoch""")
                .bind("node", node)
                .bind("lease", seconds())
                .bind("destination", destination)
                .mapTo(Long.class)
                .one();
        return new Claim(destination, epoch);
    }

    /**
     * The lease begins anew, and nobody else can take the destination before the transaction ends.
     *
     * @throws LostClaimException when somebody has
     */
    void keep(Handle handle, Claim claim) {
        var kept = handle.createUpdate("""
                        update report_claim set leased_until = clock_timestamp() + make_interval(secs => :lease)
                         where destination = :destination and epoch = :epoch""")
                .bind("lease", seconds())
                .bind("destination", claim.destination())
                .bind("epoch", claim.epoch())
                .execute();
        if (kept == 0) {
            throw new LostClaimException(claim);
        }
    }

    /** Before something is asked: the lease begins anew, and the operations count, whatever becomes of them. */
    public void asking(Claim claim, int operations, Instant now) {
        jdbi.useTransaction(handle -> {
            keep(handle, claim);
            handle.createUpdate("""
                            insert into report_use as u (destination, hour, operations)
                            values (:destination, :hour, :operations)
                            on conflict (destination, hour) do update set operations = u.operations + excluded.operations""")
                    .bind("destination", claim.destination())
                    .bind("hour", now.truncatedTo(ChronoUnit.HOURS))
                    .bind("operations", operations)
                    .execute();
        });
    }

    /** Operations of the last 24 hours; of the hour that began more than 24 hours ago none, so that nights do not overlap. */
    public long used(String destination, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(operations), 0) from report_use
                         where destination = :destination and hour > :from""")
                .bind("destination", destination)
                .bind("from", now.minus(DAY).truncatedTo(ChronoUnit.HOURS))
                .mapTo(Long.class)
                .one());
    }

    /** Gives the destination back; does nothing when another node has it by now. */
    public void release(Claim claim) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update report_claim set leased_by = null, leased_until = '-infinity'
                         where destination = :destination and epoch = :epoch""")
                .bind("destination", claim.destination())
                .bind("epoch", claim.epoch())
                .execute());
    }

    private double seconds() {
        return lease.toMillis() / 1000.0;
    }
}
