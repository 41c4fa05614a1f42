package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;

/** Batches that a platform took in, until it has said which of their conversions count. */
@ApplicationScoped
public class VerdictStore {
    private final Jdbi jdbi;

    public VerdictStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A batch whose verdict is to be asked for. */
    public record Poll(long batch, String requestId, int polls, int size, Instant answeredAt) {}

    /**
     * A conversion that still waits for the verdict on its batch.
     *
     * @param sentBefore whether the same bytes have left in an earlier batch, too
     */
    public record Member(long id, long epoch, int attempt, int unclassified, Instant expiresAt, boolean sentBefore) {}

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
                        Columns.instant(row, "answered_at")))
                .list());
    }

    /** Those of a batch that wait for its verdict; whoever was sent again since then waits for another one. */
    public List<Member> members(long batch) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.epoch, c.attempt, c.expires_at,
                               (select count(*) from conversion_transition t
                                 where t.conversion_id = c.id and t.failure_class = 'UNCLASSIFIED') as unclassified,
                               exists (select from upload_batch_item o
                                        where o.conversion_id = c.id and o.batch_id < i.batch_id
                                          and not o.superseded) as sent_before
                          from upload_batch_item i join conversion c on c.id = i.conversion_id
                         where i.batch_id = :batch and c.batch_id = :batch and c.state = 'ACCEPTED'
                         order by i.ordinal""")
                .bind("batch", batch)
                .map((row, context) -> new Member(
                        row.getLong("id"),
                        row.getLong("epoch"),
                        row.getInt("attempt"),
                        row.getInt("unclassified"),
                        Columns.instant(row, "expires_at"),
                        row.getBoolean("sent_before")))
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
}
