package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Conversions that are ready, taken by one node at a time for as long as its lease lasts.
 *
 * <p>Leases run by the clock of the database, which all nodes share. What is due is the caller's question, who brings the
 * instant.
 */
@ApplicationScoped
public class ClaimStore {
    private final Jdbi jdbi;

    public ClaimStore(Jdbi jdbi) {
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
                        Columns.instant(row, "expires_at"),
                        row.getInt("attempt"),
                        row.getInt("unclassified")))
                .list());
    }

    /** Gives back what was claimed and is not sent after all. */
    public void release(List<Claimed> claimed, String node) {
        jdbi.useHandle(handle -> release(handle, claimed, node));
    }

    static void release(Handle handle, List<Claimed> claimed, String node) {
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
}
