package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;

/** Adjustments in the database as the planning would leave them, of conversions that are counted. */
public final class AdjustmentRows {
    private final Jdbi jdbi;
    private final ConversionRows conversions;

    public AdjustmentRows(TestDatabase database, ConversionRows conversions) {
        this.jdbi = database.jdbi();
        this.conversions = conversions;
    }

    /** So many new values for as many conversions at {@code google}. */
    public List<Long> ready(int count) {
        return conversions.ready("google", count).stream().map(this::readyOf).toList();
    }

    private long readyOf(long conversion) {
        verify(conversion);
        return restate(conversion, "20.00", Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /** The conversion goes its way to the end. */
    public void verify(long conversion) {
        for (var state : List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED")) {
            jdbi.useHandle(handle -> handle.execute("update conversion set state = ? where id = ?", state, conversion));
        }
        jdbi.useHandle(handle ->
                handle.execute("update conversion_payload set frozen_at = now() where conversion_id = ?", conversion));
    }

    /** The conversion was taken in by a platform that gives no verdicts. */
    public void acceptForGood(long conversion) {
        jdbi.useHandle(handle -> {
            handle.execute("update conversion set state = 'IN_FLIGHT' where id = ?", conversion);
            handle.execute(
                    "update conversion set state = 'ACCEPTED', reason = 'LAST_WORD', due_at = null where id = ?",
                    conversion);
            handle.execute("update conversion_payload set frozen_at = now() where conversion_id = ?", conversion);
        });
    }

    public long restate(long conversion, String to, Instant at) {
        var payload = jdbi.withHandle(
                handle -> handle.createQuery("select payload from conversion_payload where conversion_id = :id")
                        .bind("id", conversion)
                        .mapTo(String.class)
                        .one());
        var value = Money.of(new BigDecimal(to), "EUR");
        return insert(conversion, new Adjustment.Restatement(with(Payload.decode(payload), value), at), value);
    }

    public long retract(long conversion, Instant at) {
        var event = jdbi.withHandle(
                handle -> handle.createQuery("select payload from conversion_payload where conversion_id = :id")
                        .bind("id", conversion)
                        .mapTo(String.class)
                        .map(Payload::decode)
                        .one());
        return insert(conversion, new Adjustment.Retraction(event.key(), event.action(), event.occurredAt(), at), null);
    }

    private static ConversionEvent with(ConversionEvent event, Money value) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                event.occurredAt(),
                Optional.of(value),
                event.click(),
                event.email(),
                event.phone(),
                event.consent());
    }

    private long insert(long conversion, Adjustment adjustment, Money after) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into adjustment (conversion_id, kind, cause, adjusted_at, destination, action, before_value,
                               before_currency, after_value, after_currency, state, expires_at, payload, hash)
                        select id, :kind, :cause, :at, destination, action, 10, 'EUR', :after, :currency, 'READY',
                               :expires, cast(:payload as jsonb), '' from conversion where id = :conversion
                        returning id""")
                .bind("kind", adjustment.kind().name())
                .bind("cause", adjustment.kind() == Adjustment.Kind.RETRACTION ? "LOST" : "AMOUNT_CHANGED")
                .bind("at", adjustment.at())
                .bind("after", after == null ? null : after.amount())
                .bind("currency", after == null ? null : after.currency().getCurrencyCode())
                .bind("expires", Instant.now().plus(Duration.ofDays(20)))
                .bind("payload", AdjustmentPayload.encode(adjustment))
                .bind("conversion", conversion)
                .mapTo(Long.class)
                .one());
    }

    public Map<ConversionState, Long> states() {
        return jdbi.withHandle(handle -> handle
                .createQuery("select state, count(*) from adjustment group by state")
                .map((row, context) -> Map.entry(ConversionState.valueOf(row.getString(1)), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** The states an adjustment has been in, in order. */
    public List<String> story(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select to_state from adjustment_transition where adjustment_id = :id order by id")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    /** Any column of an adjustment, as text. */
    public String text(long id, String column) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select cast(" + column + " as text) from adjustment where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }

    public void clear() {
        jdbi.useHandle(handle -> handle.execute("delete from adjustment"));
        conversions.clear();
    }
}
