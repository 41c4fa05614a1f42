package io.downfunnel.store;

import java.util.Map;

import org.jdbi.v3.core.Handle;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;

/**
 * Many conversions that take the same step at once, chosen by a condition: with one statement, and never without the rows
 * that tell of it. Only of conversions that were never sent.
 */
record BulkMoves(Handle handle, Run run) {

    /** A few thousand at a time keep a statement short. */
    static final int CHUNK = 20_000;

    /**
     * In the order of ids, as everybody locks them: nodes that move the same ones would else stop each other.
     *
     * @param which further condition on conversions {@code c}, in the words of SQL
     * @param named what the condition names
     * @return how many moved; there may be more when it is {@link #CHUNK}
     */
    int move(
            ConversionState from, ConversionState to, Reason reason, String words, String which, Map<String, ?> named) {
        return move(from, to, reason, words, which, named, CHUNK);
    }

    int move(
            ConversionState from,
            ConversionState to,
            Reason reason,
            String words,
            String which,
            Map<String, ?> named,
            long limit) {
        if (from != to && !from.mayBecome(to)) {
            throw new IllegalArgumentException("No edge leads from " + from + " to " + to);
        }
        return handle.createUpdate("""
                        with chosen as (
                            select c.id from conversion c
                             where c.state = :from and c.batch_id is null and <which>
                             order by c.id limit :limit
                               for update of c),
                        moved as (
                            update conversion c
                               set state = :to, reason = :reason, explanation = :words, due_at = null,
                                   state_since = clock_timestamp(), leased_by = null, leased_until = null
                              from chosen
                             where c.id = chosen.id
                         returning c.id, c.attempt, c.epoch)
                        insert into conversion_transition
                               (conversion_id, from_state, to_state, reason, explanation, run_id, attempt, node, epoch)
                        select id, :from, :to, :reason, :words, :run, attempt, :node, epoch from moved order by id""".replace("<which>", which))
                .bindMap(named)
                .bind("from", from.name())
                .bind("to", to.name())
                .bind("reason", reason.name())
                .bind("words", words)
                .bind("limit", limit)
                .bind("run", run.id())
                .bind("node", run.node())
                .execute();
    }
}
