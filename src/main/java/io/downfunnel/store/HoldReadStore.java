package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Money;

/** What stands on hold, in groups that a person can decide about, for people to read. */
@Singleton
public class HoldReadStore {
    private final Jdbi jdbi;

    public HoldReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param stage empty: of the whole destination
     * @param reason code of the reason they wait for
     * @param sent whether they were sent before, so that each has to be decided about by itself
     * @param value one sum a currency
     * @param expires when the first of them becomes worthless
     * @param words what is said of the one that waits longest
     */
    public record Group(
            String destination,
            Optional<String> stage,
            Optional<String> mapping,
            String reason,
            boolean sent,
            long conversions,
            List<Money> value,
            Instant expires,
            Optional<String> words) {

        private Group and(Group other) {
            var sums = new ArrayList<>(value);
            sums.addAll(other.value);
            return new Group(
                    destination,
                    stage,
                    mapping,
                    reason,
                    sent,
                    conversions + other.conversions,
                    sums,
                    expires.isBefore(other.expires) ? expires : other.expires,
                    words.or(other::words));
        }
    }

    /** On hold, by destination, stage and reason. */
    public List<Group> held() {
        return jdbi.withHandle(handle ->
                united(handle.createQuery("""
                        select destination, stage, max(mapping) as mapping, coalesce(reason, '') as reason,
                               batch_id is not null as sent, currency, count(*) as conversions, sum(value) as value,
                               min(expires_at) as expires, (array_agg(explanation order by id))[1] as words
                          from conversion
                         where state = 'HELD'
                         group by destination, stage, coalesce(reason, ''), batch_id is not null, currency
                         order by destination, stage, reason, currency""").map((row, context) -> group(row)).list()));
    }

    /** Ready, but at a destination that nothing is sent to: by destination. */
    public List<Group> braked() {
        return jdbi.withHandle(handle ->
                united(handle.createQuery("""
                        select destination, null as stage, null as mapping, 'READY' as reason, false as sent, currency,
                               count(*) as conversions, sum(value) as value, min(expires_at) as expires, null as words
                          from conversion
                         where state = 'READY'
                           and destination = any (array(select b.destination from brake b where b.lifted_at is null))
                         group by destination, currency
                         order by destination, currency""").map((row, context) -> group(row)).list()));
    }

    private static List<Group> united(List<Group> byCurrency) {
        record Key(String destination, Optional<String> stage, String reason, boolean sent) {}
        var groups = new LinkedHashMap<Key, Group>();
        byCurrency.forEach(each ->
                groups.merge(new Key(each.destination(), each.stage(), each.reason(), each.sent()), each, Group::and));
        return List.copyOf(groups.values());
    }

    private static Group group(ResultSet row) throws SQLException {
        return new Group(
                row.getString("destination"),
                Columns.textIfAny(row, "stage"),
                Columns.textIfAny(row, "mapping"),
                row.getString("reason"),
                row.getBoolean("sent"),
                row.getLong("conversions"),
                Columns.moneyIfAny(row, "value", "currency").stream().toList(),
                Columns.instant(row, "expires"),
                Columns.textIfAny(row, "words"));
    }
}
