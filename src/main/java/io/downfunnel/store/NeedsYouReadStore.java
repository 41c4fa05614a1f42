package io.downfunnel.store;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Money;

/** What platforms refused for its data, for people to read: by cause, and one by one. */
@Singleton
public class NeedsYouReadStore {
    private static final int FETCHED_AT_ONCE = 1_000;

    private final Jdbi jdbi;

    public NeedsYouReadStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param code of the cause, the platform's or ours
     * @param mappings whose they are
     * @param value one sum a currency; those without a value are in the count alone
     * @param since when the first of them was refused
     * @param expires when the first of them becomes worthless
     */
    public record Group(
            String destination,
            String code,
            List<String> mappings,
            long conversions,
            List<Money> value,
            Instant since,
            Instant expires) {

        public Group {
            mappings = List.copyOf(mappings);
            value = List.copyOf(value);
        }

        private Group and(Group other) {
            var all = new ArrayList<>(mappings);
            other.mappings.stream().filter(name -> !all.contains(name)).forEach(all::add);
            var sums = new ArrayList<>(value);
            sums.addAll(other.value);
            return new Group(
                    destination,
                    code,
                    all,
                    conversions + other.conversions,
                    sums,
                    since.isBefore(other.since) ? since : other.since,
                    expires.isBefore(other.expires) ? expires : other.expires);
        }
    }

    /**
     * One of them.
     *
     * @param page where the CRM shows the record to people; empty where that is not known
     * @param amount what the CRM has, as it was when it was decided; empty where there is none
     * @param sent empty where the data was erased
     * @param heard what the platform said of it
     */
    public record Sample(
            String key,
            String recordId,
            Optional<URI> page,
            String stage,
            String mapping,
            String action,
            Instant occurredAt,
            Optional<Money> amount,
            Optional<Money> value,
            Optional<ConversionEvent> sent,
            String heard,
            Instant since,
            Instant expires) {}

    /** The one that expires first comes first. */
    public List<Group> groups() {
        var groups = new LinkedHashMap<String, Group>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select destination, coalesce(reason, '') as code, currency, count(*) as conversions,
                               sum(value) as value, min(state_since) as since, min(expires_at) as expires,
                               array_agg(distinct mapping) as mappings
                          from conversion
                         where state = 'NEEDS_YOU'
                         group by destination, coalesce(reason, ''), currency
                         order by min(min(expires_at)) over (partition by destination, coalesce(reason, '')),
                                  destination, code, currency""")
                .map((row, context) -> group(row))
                .forEach(each -> groups.merge(each.destination() + " " + each.code(), each, Group::and)));
        return List.copyOf(groups.values());
    }

    private static Group group(ResultSet row) throws SQLException {
        return new Group(
                row.getString("destination"),
                row.getString("code"),
                List.of((String[]) row.getArray("mappings").getArray()),
                row.getLong("conversions"),
                Columns.moneyIfAny(row, "value", "currency").stream().toList(),
                Columns.instant(row, "since"),
                Columns.instant(row, "expires"));
    }

    /** Those of a group that were refused last. */
    public List<Sample> samples(String destination, String code, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(ROWS + " order by c.id desc limit :limit")
                .bind("destination", destination)
                .bind("code", code)
                .bind("limit", limit)
                .map((row, context) -> sample(row))
                .list());
    }

    /** All of a group, one after the other, however many they are. */
    public void each(String destination, String code, Consumer<Sample> reader) {
        jdbi.useTransaction(handle -> handle.createQuery(ROWS + " order by c.id")
                .bind("destination", destination)
                .bind("code", code)
                .setFetchSize(FETCHED_AT_ONCE)
                .map((row, context) -> sample(row))
                .forEach(reader));
    }

    private static final String ROWS = """
            select c.*, p.payload, o.instance_url
              from conversion c
              left join conversion_payload p on p.conversion_id = c.id
              left join organization o on o.id = c.organization_id
             where c.state = 'NEEDS_YOU' and c.destination = :destination and coalesce(c.reason, '') = :code""";

    private static Sample sample(ResultSet row) throws SQLException {
        return new Sample(
                row.getString("key"),
                row.getString("record_id"),
                Columns.pageIfAny(row),
                row.getString("stage"),
                row.getString("mapping"),
                row.getString("action"),
                Columns.instant(row, "occurred_at"),
                Columns.moneyIfAny(row, "basis_amount", "basis_currency"),
                Columns.moneyIfAny(row, "value", "currency"),
                Columns.textIfAny(row, "payload").map(Payload::decode),
                Columns.textIfAny(row, "explanation").orElse(""),
                Columns.instant(row, "state_since"),
                Columns.instant(row, "expires_at"));
    }
}
