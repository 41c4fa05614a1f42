package io.downfunnel.store;

import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** Conversions that a platform refused for their data, and a person's word about them. */
@ApplicationScoped
public class ReplayStore {
    private static final int CHUNK = 2_000;

    /**
     * Refused for good are only those of which no copy may have arrived unheard: other bytes under the key of such a one
     * could count beside it.
     */
    private static final String NEVER_IN_DOUBT = """
            not exists (select from conversion_transition t
                         where t.conversion_id = c.id and t.failure_class = 'UNKNOWN_OUTCOME')""";

    private final Jdbi jdbi;

    public ReplayStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which of them.
     *
     * @param code what the platform refused them for; empty: for whatever it was
     * @param key of one conversion; empty: all of them
     */
    public record Which(String destination, Optional<String> code, Optional<String> key) {

        public static Which group(String destination, String code) {
            return new Which(destination, Optional.of(code), Optional.empty());
        }

        private String inWords() {
            return destination + key.or(() -> code).map(part -> " " + part).orElse("");
        }

        public static Which one(String destination, String key) {
            return new Which(destination, Optional.empty(), Optional.of(key));
        }
    }

    /**
     * @param movable those that may be decided anew
     * @param inDoubt an earlier copy may have arrived
     * @param late expired; the next run says so
     * @param erased whose stage event is gone
     */
    public record Extent(long movable, long inDoubt, long late, long erased) {
        public long all() {
            return movable + inDoubt + late + erased;
        }
    }

    /** How many of them would move, and why the others would not. */
    public Extent look(Which which, Instant now) {
        return jdbi.withHandle(handle -> bound(handle, """
                        select count(*) filter (where fate = 'MOVABLE') as movable,
                               count(*) filter (where fate = 'IN_DOUBT') as in_doubt,
                               count(*) filter (where fate = 'LATE') as late,
                               count(*) filter (where fate = 'ERASED') as erased
                          from (select case when c.stage_event_id is null then 'ERASED'
                                            when c.expires_at <= :now then 'LATE'
                                            when not (<never in doubt>) then 'IN_DOUBT'
                                            else 'MOVABLE' end as fate
                                  from conversion c
                                 where <which>) as each""", which, now)
                .map((row, context) -> new Extent(
                        row.getLong("movable"), row.getLong("in_doubt"), row.getLong("late"), row.getLong("erased")))
                .one());
    }

    private static org.jdbi.v3.core.statement.Query bound(Handle handle, String sql, Which which, Instant now) {
        var query = handle.createQuery(filled(sql, which))
                .bind("destination", which.destination())
                .bind("now", now);
        which.code().ifPresent(code -> query.bind("code", code));
        which.key().ifPresent(key -> query.bind("key", key));
        return query;
    }

    private static String filled(String sql, Which which) {
        var condition = "c.state = 'NEEDS_YOU' and c.destination = :destination"
                + which.code().map(any -> " and c.reason = :code").orElse("")
                + which.key().map(any -> " and c.key = :key").orElse("");
        return sql.replace("<which>", condition).replace("<never in doubt>", NEVER_IN_DOUBT);
    }

    /**
     * A few thousand of them are as if they had never been sent: with the next run the funnel decides about them with what
     * the CRM and the mappings say then, and they pass every gate, brake and consent again.
     *
     * @return how many; none are left when it is 0
     */
    public int replay(Run run, Which which, String by, String words, Instant now) {
        return moved(
                run,
                which,
                by,
                ConversionState.DELAYED,
                Reason.REPLAYED,
                words,
                now,
                """
                superseded as (
                    update upload_batch_item i set superseded = true from moved m
                     where i.conversion_id = m.id and not i.superseded),
                thawed as (
                    update conversion_payload p set frozen_at = null from moved m where p.conversion_id = m.id),
                """,
                " and c.expires_at > :now and c.stage_event_id is not null and " + NEVER_IN_DOUBT);
    }

    /** A few thousand of them are given up for good; otherwise as {@link #replay}. */
    public int cancel(Run run, Which which, String by, String words, Instant now) {
        return moved(run, which, by, ConversionState.CANCELLED, Reason.CANCELLED, words, now, "", "");
    }

    private static What what(ConversionState to) {
        return to == ConversionState.DELAYED ? What.REFUSED_REPLAYED : What.REFUSED_GIVEN_UP;
    }

    private int moved(
            Run run,
            Which which,
            String by,
            ConversionState to,
            Reason reason,
            String words,
            Instant now,
            String besides,
            String condition) {
        var anew = to == ConversionState.DELAYED ? ", attempt = 0, batch_id = null, cohort = null" : "";
        return jdbi.inTransaction(handle -> {
            var statement = """
                    with chosen as (
                        select c.id from conversion c
                         where <which><condition>
                         order by c.id limit :limit
                           for update of c),
                    moved as (
                        update conversion c
                           set state = :to, reason = :reason, explanation = :words, state_since = clock_timestamp(),
                               due_at = case when :to = 'DELAYED' then cast(:now as timestamptz) end,
                               leased_by = null, leased_until = null <anew>
                          from chosen
                         where c.id = chosen.id
                     returning c.id, c.attempt, c.epoch),
                    <besides>
                    told as (
                        insert into conversion_transition
                               (conversion_id, from_state, to_state, reason, explanation, run_id, attempt, node, epoch)
                        select id, 'NEEDS_YOU', :to, :reason, :words, :run, attempt, :node, epoch from moved order by id
                        returning 1)
                    select count(*) from told""".replace("<condition>", condition)
                    .replace("<besides>", besides)
                    .replace("<anew>", anew);
            int moved = bound(handle, statement, which, now)
                    .bind("to", to.name())
                    .bind("reason", reason.name())
                    .bind("words", words)
                    .bind("limit", CHUNK)
                    .bind("run", run.id())
                    .bind("node", run.node())
                    .mapTo(Integer.class)
                    .one();
            if (moved > 0) {
                TrailStore.append(handle, new TrailEntry(by, what(to), which.inWords(), moved + " of run " + run.id()));
            }
            return moved;
        });
    }
}
