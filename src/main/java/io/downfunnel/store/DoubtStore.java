package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;

/** Conversions that may have arrived and that nobody heard of, until somebody decides. */
@ApplicationScoped
public class DoubtStore {
    private static final int CHUNK = 5_000;

    private final Jdbi jdbi;

    public DoubtStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A conversion whose fate nobody knows. */
    public record Unknown(long id, long epoch, int attempt, Optional<Long> cohort, Instant expiresAt) {}

    /** Conversions whose node did not come back within its lease: bytes may have left. */
    public int abandon(Run run, String destination) {
        return jdbi.inTransaction(handle -> {
            var moves = handle.createQuery("""
                            select id, epoch, cohort from conversion
                             where destination = :destination and state = 'IN_FLIGHT'
                               and leased_until < clock_timestamp()
                             order by id limit :limit
                               for update skip locked""")
                    .bind("destination", destination)
                    .bind("limit", CHUNK)
                    .map((row, context) -> Move.of(row.getLong(1), row.getLong(2), ConversionState.UNKNOWN)
                            .inCohort(Optional.ofNullable(row.getObject(3, Long.class)))
                            .because(
                                    "NODE_LOST",
                                    "The node that was sending it did not come back. It may have been sent."))
                    .list();
            return new StateMoves(handle, run, Optional.empty())
                    .apply(moves, ConversionState.IN_FLIGHT)
                    .size();
        });
    }

    /** Conversions in doubt, for somebody to decide about. */
    public List<Unknown> unknown(String destination, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, epoch, attempt, cohort, expires_at from conversion
                         where destination = :destination and state = 'UNKNOWN'
                         order by id limit :limit""")
                .bind("destination", destination)
                .bind("limit", limit)
                .map((row, context) -> new Unknown(
                        row.getLong("id"),
                        row.getLong("epoch"),
                        row.getInt("attempt"),
                        Optional.ofNullable(row.getObject("cohort", Long.class)),
                        Columns.instant(row, "expires_at")))
                .list());
    }

    /** A conversion that waits for somebody's word. */
    public record Held(long id, long epoch) {}

    /** By key, of every destination: those that were sent, so that only a person can say what is to become of them. */
    public List<Held> held(String key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.id, c.epoch
                          from conversion c join conversion_payload p on p.conversion_id = c.id
                         where c.key = :key and c.state = 'HELD' and p.frozen_at is not null
                         order by c.id""")
                .bind("key", key)
                .map((row, context) -> new Held(row.getLong("id"), row.getLong("epoch")))
                .list());
    }

    /** @return how many moved */
    public int decide(Run run, List<Move> moves, ConversionState from) {
        return jdbi.inTransaction(handle ->
                new StateMoves(handle, run, Optional.empty()).apply(moves, from).size());
    }

    /** By a person's word, which is written down when it changed something. */
    public int decide(Run run, List<Move> moves, ConversionState from, TrailEntry entry) {
        return jdbi.inTransaction(handle -> {
            int moved = new StateMoves(handle, run, Optional.empty())
                    .apply(moves, from)
                    .size();
            if (moved > 0) {
                TrailStore.append(handle, entry);
            }
            return moved;
        });
    }
}
