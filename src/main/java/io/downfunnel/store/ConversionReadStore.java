package io.downfunnel.store;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;

/** Conversions, counted and listed for people to read. */
@Singleton
public class ConversionReadStore {
    private static final int READ_AT_ONCE = 1_000;
    /** People look at the same days; a program may ask for others. */
    private static final int SPANS = 16;

    private final Jdbi jdbi;

    private final Remembered<List<Count>> counts = new Remembered<>(this::count);
    private final Map<Span, Remembered<List<TakenIn>>> takenIn = new ConcurrentHashMap<>();

    public ConversionReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Span(LocalDate first, ZoneId zone) {}

    /** How many conversions of a destination are in a state, for a reason. */
    public record Count(String destination, ConversionState state, Optional<String> reason, long conversions) {}

    /**
     * What a run brought to a destination.
     *
     * @param value empty: of the conversions without a value
     */
    public record Reached(String destination, Optional<Money> value, long conversions) {}

    /** Conversions that the platform will soon not count any more; one row per currency, as with {@link Reached}. */
    public record Expiring(Optional<Money> value, long conversions) {}

    /**
     * A line of the list.
     *
     * @param page where the CRM shows the record to people; empty where that is not known
     * @param adjusted the value that the platform was told later, and has confirmed
     * @param takenBack it counts no more
     */
    public record Line(
            long id,
            String key,
            String stage,
            String recordId,
            Optional<URI> page,
            String mapping,
            String destination,
            String action,
            Instant occurredAt,
            Optional<Money> value,
            Optional<Money> adjusted,
            boolean takenBack,
            ConversionState state,
            Optional<String> reason,
            Optional<String> explanation,
            Optional<Instant> dueAt,
            Instant expiresAt,
            Instant since) {}

    /**
     * What to list; empty parts do not narrow.
     *
     * @param states none: conversions in any state
     * @param reason code of a reason
     * @param expiresBefore only those that have not been sent and expire before it
     * @param recordId 18 characters: of that CRM record, or of its lineage
     * @param key a conversion key
     * @param ahead only those that go or went ahead of their mapping
     * @param before only conversions with a smaller id, which is where the next page begins
     */
    public record Wanted(
            Set<ConversionState> states,
            Optional<String> destination,
            Optional<String> mapping,
            Optional<String> reason,
            Optional<Instant> expiresBefore,
            Optional<String> recordId,
            Optional<String> key,
            Optional<Ahead> ahead,
            Optional<Long> before) {
        public Wanted {
            states = Set.copyOf(states);
        }

        private Wanted before(long id) {
            return new Wanted(
                    states, destination, mapping, reason, expiresBefore, recordId, key, ahead, Optional.of(id));
        }
    }

    /** The conversions of which trial? */
    public sealed interface Ahead {
        /** Of the one that a mapping is on now, known by its destination and stage. */
        record Now(String destination, String stage) implements Ahead {}

        /** Of one that is over. */
        record Then(long trial) implements Ahead {}
    }

    /** How many conversions a destination took in on a day, by the time at which they were sent. */
    public record TakenIn(LocalDate day, String destination, long conversions) {}

    /** What a list can be narrowed to. */
    public record Choices(List<String> destinations, List<String> mappings, List<String> reasons) {}

    /** Of a million conversions a few seconds old, since counting them takes one pass over all. */
    public List<Count> counts() {
        return counts.get();
    }

    private List<Count> count() {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select destination, state, reason, count(*) as conversions
                          from conversion
                         group by destination, state, reason
                         order by destination, state, reason""")
                .map((row, context) -> new Count(
                        row.getString("destination"),
                        ConversionState.valueOf(row.getString("state")),
                        Columns.textIfAny(row, "reason"),
                        row.getLong("conversions")))
                .list());
    }

    /** What reached each destination by the work of one run: taken in by it, and not refused since. */
    public List<Reached> reachedBy(long run) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select destination, currency, sum(value) as value, count(*) as conversions
                          from conversion
                         where state in ('ACCEPTED', 'VERIFIED')
                           and id in (select conversion_id from conversion_transition
                                       where run_id = :run and to_state in ('ACCEPTED', 'VERIFIED')
                                         and from_state in ('IN_FLIGHT', 'UNKNOWN'))
                         group by destination, currency
                         order by destination, currency""")
                .bind("run", run)
                .map((row, context) -> new Reached(
                        row.getString("destination"),
                        Columns.moneyIfAny(row, "value", "currency"),
                        row.getLong("conversions")))
                .list());
    }

    /**
     * Day by day, from the beginning of a day on; days without any are left out. What was refused later is counted too. Of
     * many conversions a few seconds old, like {@link #counts}.
     */
    public List<TakenIn> takenIn(LocalDate first, ZoneId zone) {
        if (takenIn.size() >= SPANS) {
            takenIn.clear();
        }
        return takenIn.computeIfAbsent(new Span(first, zone), span -> new Remembered<>(() -> countTakenIn(span)))
                .get();
    }

    private List<TakenIn> countTakenIn(Span span) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select cast(b.intended_at at time zone :zone as date) as day, b.destination, count(*) as conversions
                          from upload_batch b join upload_batch_item i on i.batch_id = b.id
                         where b.destination = any(<destinations>) and b.intended_at >= :since
                           and b.carries = 'conversions' and i.outcome = 'accepted'
                         group by 1, 2
                         order by 1, 2""".replace("<destinations>", FewValues.DESTINATIONS))
                .bind("zone", span.zone().getId())
                .bind("since", span.first().atStartOfDay(span.zone()).toInstant())
                .map((row, context) -> new TakenIn(
                        row.getObject("day", LocalDate.class),
                        row.getString("destination"),
                        row.getLong("conversions")))
                .list());
    }

    /** Not sent yet, and worthless to the platform from the given time on. */
    public List<Expiring> expiringBefore(Instant time) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                        select currency, sum(value) as value, count(*) as conversions
                          from conversion
                         where state in ('DELAYED', 'READY', 'HELD', 'NEEDS_YOU') and expires_at < :time
                         group by currency
                         order by currency""")
                .bind("time", time)
                .map((row, context) ->
                        new Expiring(Columns.moneyIfAny(row, "value", "currency"), row.getLong("conversions")))
                .list());
    }

    /** A page of conversions, those made last first; one more than a page holds tells that another follows. */
    public List<Line> list(Wanted wanted, int limit) {
        var conditions = new ArrayList<String>();
        wanted.mapping().ifPresent(any -> conditions.add("mapping = :mapping"));
        wanted.reason().ifPresent(any -> conditions.add("reason = :reason"));
        wanted.key()
                .ifPresent(any -> conditions.add("destination = any(" + FewValues.DESTINATIONS + ") and key = :key"));
        wanted.recordId().ifPresent(any -> conditions.add("(record_id = :recordId or lineage = :recordId)"));
        wanted.expiresBefore()
                .ifPresent(any -> conditions.add(
                        "state in ('DELAYED', 'READY', 'HELD', 'NEEDS_YOU') and expires_at < :expiresBefore"));
        wanted.ahead().map(ConversionReadStore::goingAhead).ifPresent(conditions::add);
        conditions.add("id < :before");
        var page = "select * from conversion where " + String.join(" and ", conditions);
        var newestFirst = " order by id desc limit :limit";
        // A state and a destination at a time: these have an index in the order of the list, and many together have
        // none.
        var states = wanted.states().isEmpty() && wanted.destination().isPresent()
                ? EnumSet.allOf(ConversionState.class)
                : wanted.states();
        var statement = states.isEmpty()
                ? page + newestFirst
                : "select page.* from unnest(:states) as wanted(state) cross join unnest("
                        + wanted.destination().map(any -> "array[:destination]").orElse(FewValues.DESTINATIONS)
                        + ") as wanted_at(destination) cross join lateral (" + page
                        + " and conversion.state = wanted.state and conversion.destination = wanted_at.destination"
                        + newestFirst + ") page" + newestFirst;
        return jdbi.withHandle(sql -> {
            var query = sql.createQuery(withAdjustments(statement))
                    .bind("before", wanted.before().orElse(Long.MAX_VALUE))
                    .bind("limit", limit);
            if (!states.isEmpty()) {
                query.bind("states", states.stream().map(Enum::name).toArray(String[]::new));
            }
            wanted.destination().ifPresent(value -> query.bind("destination", value));
            wanted.mapping().ifPresent(value -> query.bind("mapping", value));
            wanted.reason().ifPresent(value -> query.bind("reason", value));
            wanted.key().ifPresent(value -> query.bind("key", value));
            wanted.recordId().ifPresent(value -> query.bind("recordId", value));
            wanted.expiresBefore().ifPresent(value -> query.bind("expiresBefore", value));
            wanted.ahead().ifPresent(value -> bind(query, value));
            return query.map((row, context) -> line(row)).list();
        });
    }

    /**
     * All of them, one after the other, however many they are; what changes meanwhile is told as it is then. Page by page,
     * since a transaction that lasts as long as somebody's download keeps the database from clearing up.
     */
    public void each(Wanted wanted, Consumer<Line> reader) {
        var page = list(wanted, READ_AT_ONCE);
        while (!page.isEmpty()) {
            page.forEach(reader);
            page = page.size() < READ_AT_ONCE
                    ? List.of()
                    : list(wanted.before(page.getLast().id()), READ_AT_ONCE);
        }
    }

    private static String goingAhead(Ahead ahead) {
        return "id = any (array("
                + switch (ahead) {
                    case Ahead.Now now ->
                        "select k.conversion_id from canary k where k.destination = :aheadAt and k.stage = :aheadOf";
                    case Ahead.Then then -> "select t.conversion_id from trial_conversion t where t.trial_id = :trial";
                }
                + "))";
    }

    private static void bind(Query query, Ahead ahead) {
        switch (ahead) {
            case Ahead.Now(var destination, var stage) ->
                query.bind("aheadAt", destination).bind("aheadOf", stage);
            case Ahead.Then(var trial) -> query.bind("trial", trial);
        }
    }

    private static String withAdjustments(String statement) {
        return "select listed.*, adjusted.*, organization.instance_url from (" + statement + """
                ) as listed
                  left join organization on organization.id = listed.organization_id
                  left join lateral (select kind as adjusted_kind, after_value, after_currency
                                       from adjustment
                                      where adjustment.conversion_id = listed.id and adjustment.state = 'VERIFIED'
                                      order by adjusted_at desc limit 1) as adjusted on true
                 order by listed.id desc""";
    }

    public Choices choices() {
        return jdbi.withHandle(sql -> new Choices(
                sql.createQuery("select unnest(" + FewValues.DESTINATIONS + ")")
                        .mapTo(String.class)
                        .list(),
                sql.createQuery("select unnest(" + FewValues.of("mapping") + ")")
                        .mapTo(String.class)
                        .list(),
                sql.createQuery("select unnest(" + FewValues.of("reason") + ")")
                        .mapTo(String.class)
                        .list()));
    }

    /** The states that a word of ours stands for. */
    public static Set<ConversionState> statesOf(ConversionState.Word word) {
        var states = EnumSet.allOf(ConversionState.class);
        states.removeIf(state -> state.word() != word);
        return states;
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getLong("id"),
                row.getString("key"),
                row.getString("stage"),
                row.getString("record_id"),
                Columns.pageIfAny(row),
                row.getString("mapping"),
                row.getString("destination"),
                row.getString("action"),
                Columns.instant(row, "occurred_at"),
                Columns.moneyIfAny(row, "value", "currency"),
                Columns.moneyIfAny(row, "after_value", "after_currency"),
                "RETRACTION".equals(row.getString("adjusted_kind")),
                ConversionState.valueOf(row.getString("state")),
                Columns.textIfAny(row, "reason"),
                Columns.textIfAny(row, "explanation"),
                Columns.instantIfAny(row, "due_at"),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "state_since"));
    }
}
