package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Money;

/**
 * A conversion as it stands in the database, for tests of other rooms.
 *
 * @param state in which it is
 * @param event what is sent; empty where nothing is
 */
public record MadeConversion(
        String key,
        String lineage,
        String stage,
        int occurrence,
        String recordId,
        String destination,
        String mapping,
        String action,
        Instant occurredAt,
        String state,
        Optional<String> reason,
        Optional<String> explanation,
        Optional<Instant> dueAt,
        Instant expiresAt,
        Optional<Money> value,
        Optional<ConversionEvent> event) {

    /** In the order of their keys. */
    public static List<MadeConversion> all(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select conversion.*, payload
                          from conversion left join conversion_payload on conversion_id = conversion.id
                         order by key""")
                .map((row, context) -> new MadeConversion(
                        row.getString("key"),
                        row.getString("lineage"),
                        row.getString("stage"),
                        row.getInt("occurrence"),
                        row.getString("record_id"),
                        row.getString("destination"),
                        row.getString("mapping"),
                        row.getString("action"),
                        Columns.instant(row, "occurred_at"),
                        row.getString("state"),
                        Columns.textIfAny(row, "reason"),
                        Columns.textIfAny(row, "explanation"),
                        Columns.instantIfAny(row, "due_at"),
                        Columns.instant(row, "expires_at"),
                        Columns.moneyIfAny(row, "value", "currency"),
                        Columns.textIfAny(row, "payload").map(Payload::decode)))
                .list());
    }
}
