package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;

/** Conversions in the database as the funnel would leave them, for tests of what happens to them next. */
public final class ConversionRows {
    private final Jdbi jdbi;
    private int number;

    public ConversionRows(TestDatabase database) {
        this(database.jdbi());
        execute("insert into funnel_version (document, imported_by) values ('', 'test')");
    }

    /** Where there is a funnel already. */
    public ConversionRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** So many that are ready, numbered on; ids in order of expiry. */
    public List<Long> ready(String destination, int count) {
        return ready(destination, "555", count);
    }

    public List<Long> ready(String destination, String action, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> one(destination, action, Consent.UNSPECIFIED))
                .toList();
    }

    /** So many of the last hours, each known by a click ID of this kind. */
    public List<Long> readyOf(String destination, String action, ClickId.Kind kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> one(destination, recent(event(++number, action, Consent.UNSPECIFIED), kind)))
                .toList();
    }

    private static ConversionEvent recent(ConversionEvent event, ClickId.Kind kind) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS),
                event.value(),
                event.click().map(click -> new ClickId(kind, click.value())),
                event.email(),
                event.phone(),
                event.consent());
    }

    /** So many at once, without payloads, each expiring a second after the one before. */
    public void backlog(String destination, int count) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into conversion (key, organization_id, lineage, record_id, stage, occurrence, mapping,
                               funnel_version, destination, action, occurred_at, value, currency, state, expires_at)
                        select 'backlog' || n, 1, 'lineage' || n, '006' || n, 'won', 1, 'won', 1, :destination, '555',
                               now(), 10, 'EUR', 'READY', now() + interval '20 days' + n * interval '1 second'
                          from generate_series(1, :count) as n""")
                .bind("destination", destination)
                .bind("count", count)
                .execute());
    }

    public long denied(String destination) {
        return one(destination, "555", new Consent(Consent.Answer.DENIED, Consent.Answer.UNSPECIFIED));
    }

    private long one(String destination, String action, Consent consent) {
        return one(destination, event(++number, action, consent));
    }

    private long one(String destination, ConversionEvent event) {
        return jdbi.inTransaction(handle -> {
            long id = handle.createQuery("""
                            insert into conversion (key, organization_id, lineage, record_id, stage, occurrence, mapping,
                                   funnel_version, destination, action, occurred_at, value, currency, state, expires_at)
                            values (:key, 1, :record, :record, 'won', 1, 'won', 1, :destination, :action, :occurredAt,
                                    10, 'EUR', 'READY', :expiresAt)
                            returning id""")
                    .bind("key", event.key().value())
                    .bind("record", "006" + number)
                    .bind("destination", destination)
                    .bind("action", event.action())
                    .bind("occurredAt", event.occurredAt())
                    .bind("expiresAt", Instant.now().plus(Duration.ofDays(30)).plusSeconds(number))
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("insert into conversion_payload values (:id, cast(:payload as jsonb), :hash, null)")
                    .bind("id", id)
                    .bind("payload", Payload.encode(event))
                    .bind("hash", Payload.hash(event))
                    .execute();
            return id;
        });
    }

    /** Number {@code n} of them; nobody's data. */
    public static ConversionEvent event(int n, String action, Consent consent) {
        return new ConversionEvent(
                ConversionKey.of("00D000000000001EAA", "006" + n, "test", "won", 1),
                action,
                Instant.parse("2026-11-01T10:00:00Z").plusSeconds(n),
                Optional.of(Money.of(new BigDecimal("10.00"), "EUR")),
                Optional.of(new ClickId(ClickId.Kind.GCLID, "Cj0KCQiA-click-" + n)),
                Optional.empty(),
                Optional.empty(),
                consent);
    }

    public Map<ConversionState, Long> states() {
        return jdbi.withHandle(handle -> handle
                .createQuery("select state, count(*) from conversion group by state")
                .map((row, context) -> Map.entry(ConversionState.valueOf(row.getString(1)), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public ConversionState state(long id) {
        return ConversionState.valueOf(text(id, "state"));
    }

    /** Any column of a conversion, as text. */
    public String text(long id, String column) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select cast(" + column + " as text) from conversion where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }

    /** Keys of those in a state, in the order in which they were made. */
    public List<String> keys(String state, String destination) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select key from conversion where state = :state and destination = :destination order by id")
                .bind("state", state)
                .bind("destination", destination)
                .mapTo(String.class)
                .list());
    }

    /** Gives a conversion the stage event that the funnel would have made it of, and the first row of its history. */
    public void ofAnEvent(String key) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with event as (
                            insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id,
                                                     occurred_at, evidence)
                            select (select min(id) from organization), c.key, 'lead', 1, 'Lead', c.record_id,
                                   c.occurred_at, 'history'
                              from conversion c where c.key = :key
                            returning id),
                        begun as (
                            insert into conversion_transition (id, conversion_id, to_state, attempt, node, epoch)
                            overriding system value
                            select -c.id, c.id, 'READY', 0, 'test', 0 from conversion c where c.key = :key)
                        update conversion set stage_event_id = event.id from event where key = :key""").bind("key", key).execute());
    }

    /** The states a conversion has been in, in order. */
    public List<String> story(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select to_state from conversion_transition where conversion_id = :id order by id")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    /** One column of each row. */
    public List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    public void execute(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }

    public long count(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    public void clear() {
        execute("delete from upload_batch_item");
        execute("delete from upload_batch");
        execute("delete from conversion");
        execute("delete from connection_status");
        execute("delete from trial");
        execute("delete from mapping_gate");
        execute("delete from brake");
        execute("delete from release");
        execute("delete from circuit");
        execute("delete from quota_use");
        execute("delete from verdict_request");
    }
}
