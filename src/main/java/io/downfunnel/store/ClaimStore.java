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
     * @param sentBefore whether the same bytes have left before, whatever became of them
     */
    public record Claimed(
            long id,
            long epoch,
            String action,
            Optional<Long> cohort,
            Instant expiresAt,
            int attempt,
            int unclassified,
            boolean sentBefore) {}

    /**
     * Which conversions a node takes.
     *
     * @param these new ones wait for their time of day
     * @param expiringBefore only those that expire until then; empty: whenever they expire
     */
    public record Which(These these, Optional<Instant> expiringBefore) {
        public static final Which ALL = new Which(These.ALL, Optional.empty());
        public static final Which SENT_BEFORE = new Which(These.SENT_BEFORE, Optional.empty());
        public static final Which LET_GO = new Which(These.LET_GO, Optional.empty());

        public enum These {
            ALL,
            /** Only those that were sent before and put off. */
            SENT_BEFORE,
            /** Only those that a trial or a person has let go. */
            LET_GO
        }

        public static Which expiringBefore(Instant instant) {
            return new Which(These.ALL, Optional.of(instant));
        }

        /** Words instead of parameters, since an index for some of the rows is used only if the query names them. */
        private String condition() {
            return switch (these) {
                case ALL -> "";
                case SENT_BEFORE -> "and attempt > 0";
                case LET_GO -> "and reason in ('OPENED', 'RELEASED')";
            };
        }

        private String expiry() {
            return expiringBefore.map(Instant::toString).orElse("infinity");
        }
    }

    /** How many conversions could be sent to a destination now, if no gate or brake keeps them back. Looks at each of them: not for every request. */
    public long backlog(String destination, Which which, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) from conversion c
                         where destination = :destination and state = 'READY'
                           and coalesce(due_at, '-infinity') <= :now
                           and expires_at <= cast(:expiry as timestamptz) %s
                           and %s""".formatted(which.condition(), Gating.MAY_PASS))
                .bind("destination", destination)
                .bind("expiry", which.expiry())
                .bind("now", now)
                .mapTo(Long.class)
                .one());
    }

    /**
     * Walks along the index of what is ready, in the order of expiry, and stops when it has enough. The subquery in
     * {@code not (select exists ...)} is looked at row by row; as a join it would be free to sort them all.
     */
    static String query(Which which) {
        return """
                with due as (
                    select id from conversion c
                     where destination = :destination and state = 'READY'
                       and coalesce(due_at, '-infinity') <= :now
                       and coalesce(leased_until, '-infinity') < clock_timestamp()
                       and expires_at <= cast(:expiry as timestamptz) %s
                       and action <> all (:stopped)
                       and not (select exists (select from stage_event_due d
                                                where d.stage_event_id = c.stage_event_id))
                       and %s                     order by expires_at, id
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
                        end as unclassified,
                       c.batch_id is not null
                           and exists (select from upload_batch_item i
                                        where i.conversion_id = c.id and not i.superseded) as sent_before
                  from claimed c
                 order by c.expires_at, c.id""".formatted(which.condition(), Gating.MAY_PASS);
    }

    /**
     * Takes conversions that are ready, the ones that expire first before the others. What another node holds is passed
     * over, and so is what the funnel has yet to decide anew; what a dead node held is taken when its lease is over. What
     * a gate or a brake keeps back stays, whatever its state says: the funnel may have decided anew since it was put on hold.
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
        return jdbi.withHandle(handle -> handle.createQuery(query(which))
                .bind("destination", destination)
                .bind("now", now)
                .bind("expiry", which.expiry())
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
                        row.getInt("unclassified"),
                        row.getBoolean("sent_before")))
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
