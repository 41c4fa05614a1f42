package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Ended;

/** Reads of conversions {@code c} whether they have ended. */
final class EndedReader {
    /** What a refused change of a conversion waits for is over with its time: nobody decides it anew. */
    static final String COLUMNS = """
            c.state, c.reason is not distinct from 'LAST_WORD' as last_word,
            greatest(c.state_since, changes.since) as since, c.destination, c.occurred_at, c.expires_at,
            coalesce(changes.open, false)
                or exists (select from stage_event_due d where d.stage_event_id = c.stage_event_id)
                or exists (select from adjustment_due d where d.stage_event_id = c.stage_event_id) as awaited""";

    static final String CHANGES = """
            cross join lateral (
                select max(a.state_since) as since,
                       bool_or(not (a.state in ('VERIFIED', 'EXCLUDED', 'EXPIRED', 'CANCELLED', 'ERASED')
                                    or a.state = 'ACCEPTED' and a.reason = 'LAST_WORD'
                                    or a.state = 'NEEDS_YOU' and a.expires_at <= :now)) as open
                  from adjustment a where a.conversion_id = c.id) changes""";

    private EndedReader() {}

    static Ended ended(ResultSet row) throws SQLException {
        return new Ended(
                ConversionState.valueOf(row.getString("state")),
                row.getBoolean("last_word"),
                Columns.instant(row, "since"),
                row.getString("destination"),
                Columns.instant(row, "occurred_at"),
                Columns.instant(row, "expires_at"),
                row.getBoolean("awaited"));
    }
}
