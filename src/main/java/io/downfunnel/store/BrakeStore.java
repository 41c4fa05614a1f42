package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** Brakes on whole destinations, and the counts by which brakes are set. */
@ApplicationScoped
public class BrakeStore {
    /** Nodes that count what is far more than usual do so one after the other, so that none holds it twice. */
    private static final int COUNTING = 0x766f6c;

    private final Jdbi jdbi;

    public BrakeStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    // Whole destinations

    /** Those that stand now, by destination; a person's word comes first. */
    public List<DestinationBrake> standing() {
        return jdbi.withHandle(BrakeStore::standing);
    }

    public List<DestinationBrake> standing(String destination) {
        return standing().stream()
                .filter(brake -> brake.destination().equals(destination))
                .toList();
    }

    static List<DestinationBrake> standing(Handle handle) {
        return handle.createQuery("""
                        select * from brake where lifted_at is null order by destination, kind desc""").map((row, context) -> brake(row)).list();
    }

    private static DestinationBrake brake(ResultSet row) throws SQLException {
        return new DestinationBrake(
                DestinationBrake.Kind.valueOf(row.getString("kind")),
                row.getString("destination"),
                row.getString("sentence"),
                row.getString("remedy"),
                Columns.instant(row, "set_at"),
                row.getString("set_by"));
    }

    /**
     * In force from the next batch on, on every node.
     *
     * @return false when one of its kind stands already
     */
    public boolean set(DestinationBrake.Kind kind, String destination, String sentence, String remedy, String by) {
        return jdbi.inTransaction(handle -> {
            boolean set = handle.createUpdate("""
                                    insert into brake (kind, destination, sentence, remedy, set_by)
                                    values (:kind, :destination, :sentence, :remedy, :by)
                                    on conflict do nothing""")
                            .bind("kind", kind.name())
                            .bind("destination", destination)
                            .bind("sentence", sentence)
                            .bind("remedy", remedy)
                            .bind("by", by)
                            .execute()
                    > 0;
            // Otherwise a rule has set it, and no person.
            if (set && kind == DestinationBrake.Kind.STOPPED) {
                TrailStore.append(handle, new TrailEntry(by, What.DESTINATION_STOPPED, destination, sentence));
            }
            return set;
        });
    }

    // What is far more than usual

    /**
     * Conversions of a mapping that became ready today.
     *
     * @param waiting that were not sent yet
     * @param total with those that were
     */
    public record Today(String stage, String mapping, long waiting, long total) {}

    /**
     * What is above a limit, and on hold from now on.
     *
     * @param value one sum a currency
     */
    public record Above(long conversions, List<Money> value) {}

    /** Whatever a trial or a person has let go is not counted: somebody has looked at it. */
    private static final String COUNTS = "('CANARY', 'OPENED', 'RELEASED')";

    /** Of a destination, by mapping: those that have more than some conversions waiting that became ready today. */
    public List<Today> today(String destination, Instant midnight, long moreThan) {
        return jdbi.withHandle(handle -> today(handle, destination, midnight, moreThan));
    }

    private static List<Today> today(Handle handle, String destination, Instant midnight, long moreThan) {
        var waiting = handle.createQuery("""
                        select c.stage, max(c.mapping) as mapping, count(*) as waiting
                          from conversion c
                         where c.destination = :destination and c.state = 'READY' and c.batch_id is null
                           and c.state_since >= :midnight and coalesce(c.reason, '') not in COUNTS
                         group by c.stage
                         order by c.stage""".replace("COUNTS", COUNTS))
                .bind("destination", destination)
                .bind("midnight", midnight)
                .map((row, context) -> new Today(
                        row.getString("stage"),
                        row.getString("mapping"),
                        row.getLong("waiting"),
                        row.getLong("waiting")))
                .list();
        if (waiting.isEmpty()) {
            return waiting;
        }
        var gone = gone(handle, destination, midnight);
        return waiting.stream()
                .map(each -> new Today(
                        each.stage(),
                        each.mapping(),
                        each.waiting(),
                        each.waiting() + gone.getOrDefault(each.stage(), 0L)))
                .filter(each -> each.total() > moreThan)
                .toList();
    }

    /** Sent for the first time today, after they had become ready today. */
    private static Map<String, Long> gone(Handle handle, String destination, Instant midnight) {
        return handle
                .createQuery("""
                        select c.stage, count(*)
                          from upload_batch b
                          join upload_batch_item i on i.batch_id = b.id
                          join conversion c on c.id = i.conversion_id
                          join lateral (select t.at, t.reason from conversion_transition t
                                         where t.conversion_id = c.id and t.to_state = 'READY'
                                         order by t.id limit 1) as first_ready on true
                         where b.destination = :destination and b.intended_at >= :midnight
                           and not exists (select from upload_batch_item o
                                            where o.conversion_id = i.conversion_id and o.batch_id < i.batch_id)
                           and first_ready.at >= :midnight
                           and coalesce(first_ready.reason, '') not in COUNTS
                         group by c.stage""".replace("COUNTS", COUNTS))
                .bind("destination", destination)
                .bind("midnight", midnight)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A day in the past, from its midnight to the next. */
    public record Day(Instant from, Instant until) {}

    /** How many conversions of a mapping were sent for the first time on each of these days; days without any are left out. */
    public List<Long> sentOn(String destination, String stage, List<Day> days) {
        return jdbi.withHandle(handle -> sentOn(handle, destination, stage, days));
    }

    private static List<Long> sentOn(Handle handle, String destination, String stage, List<Day> days) {
        var counts = new ArrayList<Long>();
        for (var day : days) {
            long sent = handle.createQuery("""
                            select count(*)
                              from upload_batch b
                              join upload_batch_item i on i.batch_id = b.id
                              join conversion c on c.id = i.conversion_id
                             where b.destination = :destination and b.intended_at >= :from and b.intended_at < :until
                               and c.stage = :stage
                               and not exists (select from upload_batch_item o
                                                where o.conversion_id = i.conversion_id and o.batch_id < i.batch_id)""")
                    .bind("destination", destination)
                    .bind("stage", stage)
                    .bind("from", day.from())
                    .bind("until", day.until())
                    .mapTo(Long.class)
                    .one();
            if (sent > 0) {
                counts.add(sent);
            }
        }
        return counts;
    }

    /** What the rule makes of the counts: hold so many of those that wait, and say so. */
    public interface VolumeRule {
        /** How many of those that wait are too many; zero: none. */
        long tooMany(Today today, List<Long> before);

        /** What is said of those on hold. */
        String words(Today today, List<Long> before, Above above);
    }

    /**
     * Puts what is far more than usual on hold, those that expire last. Nodes do this one after the other.
     *
     * @param before the days to compare with
     * @return what is said of each mapping that has some on hold now
     */
    public List<String> holdWhatIsTooMuch(
            Run run, String destination, Instant midnight, long moreThan, List<Day> before, VolumeRule rule) {
        if (today(destination, midnight, moreThan).isEmpty()) {
            return List.of();
        }
        return jdbi.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(?, hashtext(?))", COUNTING, destination);
            var said = new ArrayList<String>();
            for (var today : today(handle, destination, midnight, moreThan)) {
                var sent = sentOn(handle, destination, today.stage(), before);
                long above = Math.min(rule.tooMany(today, sent), today.waiting());
                if (above > 0) {
                    said.add(hold(
                            run, handle, destination, midnight, today, above, worth -> rule.words(today, sent, worth)));
                }
            }
            return said;
        });
    }

    private static final String TOO_MANY = """
             c.id = any (array(
                 select x.id from conversion x
                  where x.destination = :destination and x.stage = :stage and x.state = 'READY' and x.batch_id is null
                    and x.state_since >= :midnight and coalesce(x.reason, '') not in COUNTS
                  order by x.expires_at desc, x.id desc limit :above))""".replace("COUNTS", COUNTS);

    private static String hold(
            Run run,
            Handle handle,
            String destination,
            Instant midnight,
            Today today,
            long above,
            Function<Above, String> words) {
        Map<String, Object> named =
                Map.of("destination", destination, "stage", today.stage(), "midnight", midnight, "above", above);
        var worth = handle
                .createQuery("select currency, sum(value) as value from conversion c where state = 'READY' and "
                        + TOO_MANY + " and value is not null group by currency order by currency")
                .bindMap(named)
                .map((row, context) -> Columns.moneyIfAny(row, "value", "currency"))
                .stream()
                .flatMap(Optional::stream)
                .toList();
        var said = words.apply(new Above(above, worth));
        new BulkMoves(handle, run)
                .move(ConversionState.READY, ConversionState.HELD, Reason.VOLUME, said, TOO_MANY, named, above);
        return said;
    }

    // What is refused too often

    /**
     * Answers of a destination for one mapping.
     *
     * @param code with which they were refused for good; empty: they were not
     */
    public record Answers(String stage, String mapping, Optional<String> code, long conversions) {}

    /**
     * The latest answer for everything that was sent since then. What was answered before its mapping's gate was last
     * opened, or the destination let go, is not counted any more.
     */
    public List<Answers> answers(String destination, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.stage, max(c.mapping) as mapping,
                               case when c.state = 'NEEDS_YOU' then coalesce(c.reason, 'NO_REASON_GIVEN') end as refused_with,
                               count(*) as conversions
                          from upload_batch b
                          join upload_batch_item i on i.batch_id = b.id
                          join conversion c on c.id = i.conversion_id and c.batch_id = b.id
                          left join mapping_gate g on g.destination = c.destination and g.stage = c.stage
                         where b.destination = :destination
                           and b.intended_at >= greatest(cast(:since as timestamptz),
                                   (select max(lifted_at) from brake
                                     where destination = :destination and kind = 'POISON_RATE'))
                           and b.intended_at >= coalesce(g.since, '-infinity')
                           and c.state in ('ACCEPTED', 'VERIFIED', 'NEEDS_YOU', 'EXCLUDED')
                         group by c.stage, refused_with
                         order by c.stage, refused_with""")
                .bind("destination", destination)
                .bind("since", since)
                .map((row, context) -> new Answers(
                        row.getString("stage"),
                        row.getString("mapping"),
                        Columns.textIfAny(row, "refused_with"),
                        row.getLong("conversions")))
                .list());
    }
}
