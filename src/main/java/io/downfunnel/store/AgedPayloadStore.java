package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

import io.downfunnel.domain.Ended;
import io.downfunnel.domain.Leaving;

/** What was sent, once nothing can be made of it any more: its hash stays, and nothing else. */
@Singleton
public class AgedPayloadStore {
    static final String NEXT = """
            select conversion_id from conversion_payload
             where removed_at is null and conversion_id > :after
             order by conversion_id limit :limit""";

    private static final String THESE = "select id as conversion_id from unnest(cast(:ids as bigint[])) as id";

    private final Jdbi jdbi;

    public AgedPayloadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Some of those that are kept, in the order of their conversions' ids.
     *
     * @param looked how many there are; none are left when it is 0
     * @param last where the next page begins
     * @param leaving conversions whose payload may go
     */
    public record Page(int looked, long last, List<Long> leaving) {}

    public Page page(long after, int limit, Leaving rule) {
        return jdbi.withHandle(handle -> {
            var found = found(query(handle, NEXT, rule).bind("after", after).bind("limit", limit));
            return new Page(
                    found.size(), found.isEmpty() ? after : found.getLast().id(), leaving(found, rule));
        });
    }

    /**
     * Of these, as far as they still may go: one short transaction.
     *
     * @return how many went
     */
    public int remove(List<Long> conversions, Leaving rule, long run) {
        return jdbi.inTransaction(handle -> {
            ErasureLock.erasing(handle);
            var leaving = leaving(found(query(handle, THESE, rule).bindArray("ids", Long.class, conversions)), rule);
            int removed = emptied(handle, "conversion_payload", leaving, rule.now());
            emptied(handle, "adjustment", leaving, rule.now());
            MomentStore.forget(handle, leaving);
            RetentionStore.count(handle, run, "payloads", removed);
            return removed;
        });
    }

    private static int emptied(Handle handle, String table, List<Long> conversions, Instant now) {
        return handle.createUpdate("""
                        update %s set payload = null, removed_at = :now
                         where conversion_id = any (:ids) and payload is not null""".formatted(table))
                .bind("now", now)
                .bindArray("ids", Long.class, conversions)
                .execute();
    }

    /** How many may go; of a part of them where they are many. */
    public Estimate estimate(Leaving rule) {
        return jdbi.inTransaction(handle -> {
            var share = Share.of(handle, "conversion_payload");
            var some = "select conversion_id from conversion_payload" + share.sample() + " where removed_at is null";
            return Estimate.of(
                    share, leaving(found(query(handle, some, rule)), rule).size());
        });
    }

    /** Since when the conversion of the oldest one that is kept is in its state. */
    public Optional<Instant> oldest() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select min(c.state_since) as oldest
                          from conversion_payload p join conversion c on c.id = p.conversion_id
                         where p.removed_at is null""")
                .map((row, context) -> Columns.instantIfAny(row, "oldest"))
                .one());
    }

    private record Found(long id, Ended conversion) {}

    private static Query query(Handle handle, String which, Leaving rule) {
        return handle.createQuery(found(which)).bind("now", rule.now());
    }

    /** {@code offset 0} keeps the planner from reading all conversions for a page of them. */
    static String found(String which) {
        return """
                select c.id, %s
                  from (%s) as p
                 cross join lateral (select * from conversion where id = p.conversion_id offset 0) c
                  %s
                 order by c.id""".formatted(EndedReader.COLUMNS, which, EndedReader.CHANGES);
    }

    private static List<Found> found(Query query) {
        return query.map((row, context) -> new Found(row.getLong("id"), EndedReader.ended(row)))
                .list();
    }

    private static List<Long> leaving(List<Found> found, Leaving rule) {
        return found.stream()
                .filter(each -> rule.payload(each.conversion()))
                .map(Found::id)
                .toList();
    }
}
