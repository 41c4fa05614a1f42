package io.downfunnel.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** The audit trail: who did what. Each entry is chained to the one before, so that none can be changed or left out unnoticed. */
@Singleton
public class TrailStore {
    private static final int FETCH = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    private final Jdbi jdbi;

    public TrailStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param what its code; a newer version of ours may know others */
    public record Line(long id, Instant at, String who, String what, String object, String details) {}

    /**
     * What came of looking through the chain.
     *
     * @param entries that were looked at
     * @param broken the first that does not fit; empty: all fit
     * @param hash of the last one that fits, in hexadecimal: keep it elsewhere, and nobody can forge what was before
     */
    public record Verdict(Instant at, long entries, Optional<Long> broken, String hash) {}

    // Writing

    /** By itself, for what changes nothing else in the database. */
    public void append(TrailEntry entry) {
        jdbi.useTransaction(handle -> append(handle, entry));
    }

    /** At the end of the transaction that does it: others who append wait until it is over. */
    static void append(Handle handle, TrailEntry entry) {
        var head = handle.createQuery("select id, hash from audit_trail_head for update")
                .map((row, context) -> new Head(row.getLong("id"), row.getBytes("hash")))
                .one();
        var at = handle.createQuery("select clock_timestamp()")
                .mapTo(Instant.class)
                .one();
        var line = new Line(head.id() + 1, at, entry.who(), entry.what().name(), entry.object(), entry.details());
        var hash = hash(head.hash(), line);
        handle.createUpdate("""
                        insert into audit_trail (id, at, who, what, object, details, hash)
                        values (:id, :at, :who, :what, :object, :details, :hash)""")
                .bind("id", line.id())
                .bind("at", line.at())
                .bind("who", line.who())
                .bind("what", line.what())
                .bind("object", line.object())
                .bind("details", line.details())
                .bind("hash", hash)
                .execute();
        handle.createUpdate("update audit_trail_head set id = :id, hash = :hash")
                .bind("id", line.id())
                .bind("hash", hash)
                .execute();
    }

    private record Head(long id, byte[] hash) {}

    /** Each text with its length before it, so that nothing can move from one field to the next. */
    private static byte[] hash(byte[] before, Line line) {
        var digest = sha256();
        digest.update(before);
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(line.id())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, line.at()))
                .array());
        for (var text : List.of(line.who(), line.what(), line.object(), line.details())) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    // Looking through it

    /** From the first entry to the last, and whether that is where the chain ended. Keeps what came of it. */
    public Verdict verify() {
        return jdbi.inTransaction(handle -> {
            // One moment for the chain and its head, however long it takes.
            handle.execute("set transaction isolation level repeatable read");
            var walk = new Walk();
            try (var lines = handle
                    .createQuery("select * from audit_trail order by id")
                    .setFetchSize(FETCH)
                    .map((row, context) -> walk.step(line(row), row.getBytes("hash")))
                    .stream()) {
                lines.takeWhile(fits -> fits).count();
            }
            var head = handle.createQuery("select id, hash from audit_trail_head")
                    .map((row, context) -> new Head(row.getLong("id"), row.getBytes("hash")))
                    .findOne();
            return keep(handle, walk.seen, walk.broken(head), HEX.formatHex(walk.hash));
        });
    }

    /** Along the chain. */
    private static final class Walk {
        private byte[] hash = sha256().digest();
        private long seen;
        private boolean fits = true;

        boolean step(Line line, byte[] stored) {
            seen++;
            var wanted = TrailStore.hash(hash, line);
            fits = line.id() == seen && Arrays.equals(wanted, stored);
            if (fits) {
                hash = wanted;
            }
            return fits;
        }

        Optional<Long> broken(Optional<Head> head) {
            if (!fits) {
                return Optional.of(seen);
            }
            return head.filter(end -> end.id() == seen && Arrays.equals(end.hash(), hash))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(seen + 1);
        }
    }

    private static Verdict keep(Handle handle, long entries, Optional<Long> broken, String hash) {
        return handle.createQuery("""
                        insert into audit_trail_check (entries, broken, hash) values (:entries, :broken, :hash)
                        returning *""")
                .bind("entries", entries)
                .bind("broken", broken.orElse(null))
                .bind("hash", HEX.parseHex(hash))
                .map((row, context) -> verdict(row))
                .one();
    }

    /** Of the last look; empty: there was none. */
    public Optional<Verdict> latest() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from audit_trail_check order by id desc limit 1")
                .map((row, context) -> verdict(row))
                .findOne());
    }

    private static Verdict verdict(ResultSet row) throws SQLException {
        return new Verdict(
                Columns.instant(row, "at"),
                row.getLong("entries"),
                Columns.numberIfAny(row, "broken"),
                HEX.formatHex(row.getBytes("hash")));
    }

    // Reading

    /**
     * The latest first.
     *
     * @param who empty: anybody
     * @param what empty: anything
     * @param before only those with a smaller id
     */
    public List<Line> list(Optional<String> who, Optional<What> what, Optional<Long> before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from audit_trail
                         where (cast(:who as text) is null or who = :who) and (cast(:what as text) is null or what = :what)
                           and (cast(:before as bigint) is null or id < :before)
                         order by id desc limit :limit""")
                .bind("who", who.orElse(null))
                .bind("what", what.map(What::name).orElse(null))
                .bind("before", before.orElse(null))
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list());
    }

    /** Everybody who ever did something, by name. */
    public List<String> people() {
        return jdbi.withHandle(handle -> handle.createQuery("select distinct who from audit_trail order by who")
                .mapTo(String.class)
                .list());
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getLong("id"),
                Columns.instant(row, "at"),
                row.getString("who"),
                row.getString("what"),
                row.getString("object"),
                row.getString("details"));
    }
}
