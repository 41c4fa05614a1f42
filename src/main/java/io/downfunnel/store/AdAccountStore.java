package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.AdAccountFacts;

/** The ad accounts behind destinations, as they told of themselves last. */
@Singleton
public class AdAccountStore {
    private final Jdbi jdbi;

    public AdAccountStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param id ours */
    public record Known(short id, String destination, AdAccountFacts facts) {}

    /** The account that the destination leads to from now on. Another one gets days of its own. */
    public Known recognise(String destination, AdAccountFacts facts, Instant now) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into ad_account (destination, vendor_id, name, zone, currency, seen_at)
                        values (:destination, :id, :name, :zone, :currency, :now)
                        on conflict (destination, vendor_id) do update
                           set name = excluded.name, zone = excluded.zone, currency = excluded.currency,
                               seen_at = excluded.seen_at
                        returning *""")
                .bind("destination", destination)
                .bind("id", facts.id())
                .bind("name", facts.name())
                .bind("zone", facts.zone().getId())
                .bind("currency", facts.currency().getCurrencyCode())
                .bind("now", now)
                .map((row, context) -> known(row))
                .one());
    }

    /** The one that the destination led to last. */
    public Optional<Known> of(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from ad_account where destination = :destination order by seen_at desc, id desc limit 1""")
                .bind("destination", destination)
                .map((row, context) -> known(row))
                .findOne());
    }

    /** The latest of each destination. */
    public List<Known> all() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select distinct on (destination) * from ad_account order by destination, seen_at desc, id desc""").map((row, context) -> known(row)).list());
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getShort("id"),
                row.getString("destination"),
                new AdAccountFacts(
                        row.getString("vendor_id"),
                        row.getString("name"),
                        ZoneId.of(row.getString("zone")),
                        Currency.getInstance(row.getString("currency"))));
    }
}
