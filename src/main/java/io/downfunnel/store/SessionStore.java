package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.UserStore.User;

/** Who is signed in, and who has tried to be. All times are those of the database, so that all nodes agree. */
@Singleton
public class SessionStore {
    /** Being seen is not written down for every file of a page. */
    private static final Duration SEEN = Duration.ofMinutes(1);

    private static final Duration FORGIVEN = Duration.ofHours(24);

    private final Jdbi jdbi;

    public SessionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param session its hash
     * @param before hash of the session that the same browser had, which ends
     * @param life how long it lasts at most
     */
    public void open(byte[] session, byte[] before, User user, Duration life) {
        open(session, before, user, life, Optional.empty());
    }

    /** @param hint for signing out at the company, closed to us; empty: there is none */
    public void open(byte[] session, byte[] before, User user, Duration life, Optional<byte[]> hint) {
        jdbi.useTransaction(sql -> {
            // First, so that whoever removes the user meanwhile waits here and not over the sessions.
            sql.createUpdate("update console_user set signed_in_at = clock_timestamp() where id = :user")
                    .bind("user", user.id())
                    .execute();
            sql.execute("delete from console_session where ends_at < clock_timestamp()");
            end(sql, before);
            sql.createUpdate("""
                            insert into console_session (hash, user_id, ends_at, hint)
                            values (:hash, :user, clock_timestamp() + make_interval(secs => :life), :hint)""")
                    .bind("hash", session)
                    .bind("user", user.id())
                    .bind("life", life.toSeconds())
                    .bind("hint", hint.orElse(null))
                    .execute();
            TrailStore.append(
                    sql,
                    new TrailEntry(
                            user.name(),
                            What.SIGNED_IN,
                            user.name(),
                            user.role().text() + (user.company() ? ", with the company" : "")));
        });
    }

    /**
     * With the role that the user has now.
     *
     * @param idle how long it may rest
     * @param busy whether a person did something; a page that asks by itself is nobody
     */
    public Optional<User> find(byte[] session, Duration idle, boolean busy) {
        return jdbi.withHandle(sql -> {
            var user = sql.createQuery("""
                            select u.* from console_session s join console_user u on u.id = s.user_id
                             where s.hash = :hash and s.ends_at > clock_timestamp()
                               and s.seen_at > clock_timestamp() - make_interval(secs => :idle)""")
                    .bind("hash", session)
                    .bind("idle", idle.toSeconds())
                    .map((row, context) -> UserStore.user(row))
                    .findOne();
            if (busy && user.isPresent()) {
                sql.createUpdate("""
                                update console_session set seen_at = clock_timestamp()
                                 where hash = :hash and seen_at < clock_timestamp() - make_interval(secs => :seen)""")
                        .bind("hash", session)
                        .bind("seen", SEEN.toSeconds())
                        .execute();
            }
            return user;
        });
    }

    /** What was kept with it for signing out at the company. */
    public Optional<byte[]> hint(byte[] session) {
        return jdbi.withHandle(
                sql -> sql.createQuery("select hint from console_session where hash = :hash and hint is not null")
                        .bind("hash", session)
                        .map((row, context) -> row.getBytes("hint"))
                        .findOne());
    }

    /** @param name whose it is */
    public void end(byte[] session, String name) {
        jdbi.useTransaction(sql -> {
            if (end(sql, session) > 0) {
                TrailStore.append(sql, new TrailEntry(name, What.SIGNED_OUT, name, ""));
            }
        });
    }

    private static int end(Handle sql, byte[] session) {
        return sql.createUpdate("delete from console_session where hash = :hash")
                .bind("hash", session)
                .execute();
    }

    // Attempts

    /**
     * Counts an attempt before its password is looked at, so that many at once are counted too.
     *
     * @param keys of whom and from where, as hashes; always in this order
     * @param rule by key and its failures: how long after the last one the next may come
     * @return how long to wait, and then nothing was counted; empty: it may be tried
     */
    public Optional<Duration> attempt(List<byte[]> keys, BiFunction<Integer, Integer, Duration> rule) {
        return jdbi.inTransaction(sql -> {
            sql.createUpdate("""
                            delete from console_attempt
                             where key in (select key from console_attempt
                                            where last_at < clock_timestamp() - make_interval(secs => :forgiven)
                                              for update skip locked)""").bind("forgiven", FORGIVEN.toSeconds()).execute();
            var wait = Duration.ZERO;
            for (int at = 0; at < keys.size(); at++) {
                var left = left(sql, keys.get(at), at, rule);
                wait = left.compareTo(wait) > 0 ? left : wait;
            }
            if (!wait.isZero()) {
                return Optional.of(wait);
            }
            for (var key : keys) {
                sql.createUpdate("""
                                update console_attempt set failures = failures + 1, last_at = clock_timestamp()
                                 where key = :key""").bind("key", key).execute();
            }
            return Optional.empty();
        });
    }

    private static Duration left(Handle sql, byte[] key, int at, BiFunction<Integer, Integer, Duration> rule) {
        sql.createUpdate("insert into console_attempt (key, failures) values (:key, 0) on conflict (key) do nothing")
                .bind("key", key)
                .execute();
        return sql.createQuery("""
                        select failures, last_at, clock_timestamp() as now from console_attempt
                         where key = :key for update""")
                .bind("key", key)
                .map((row, context) -> {
                    Instant free = Columns.instant(row, "last_at").plus(rule.apply(at, row.getInt("failures")));
                    var left = Duration.between(Columns.instant(row, "now"), free);
                    return left.isPositive() ? left : Duration.ZERO;
                })
                .one();
    }

    /** It succeeded: the name begins anew, and to its address it was not counted. */
    public void succeeded(byte[] name, byte[] address) {
        jdbi.useTransaction(sql -> {
            sql.createUpdate("delete from console_attempt where key = :key")
                    .bind("key", name)
                    .execute();
            sql.createUpdate("update console_attempt set failures = greatest(0, failures - 1) where key = :key")
                    .bind("key", address)
                    .execute();
        });
    }
}
