package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.UserStore.User;

/** What programs sign in with, each for the user who made it. All times are those of the database. */
@Singleton
public class ApiTokenStore {
    /** The company is asked at each sign-in and never between them: so long its word holds. */
    private static final int COMPANY_DAYS = 30;

    private final Jdbi jdbi;

    public ApiTokenStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param role at most; the user's own holds where it is less
     * @param usedAt empty: never
     */
    public record Token(long id, String name, Role role, Instant madeAt, Instant endsAt, Optional<Instant> usedAt) {}

    public void add(byte[] hash, User user, String name, Role role, Duration life) {
        jdbi.useTransaction(sql -> {
            sql.execute("delete from api_token where ends_at < clock_timestamp() - interval '30 days'");
            sql.createUpdate("""
                            insert into api_token (hash, user_id, name, role, ends_at)
                            values (:hash, :user, :name, :role, clock_timestamp() + make_interval(secs => :life))""")
                    .bind("hash", hash)
                    .bind("user", user.id())
                    .bind("name", name)
                    .bind("role", role.name())
                    .bind("life", life.toSeconds())
                    .execute();
            TrailStore.append(
                    sql,
                    new TrailEntry(
                            user.name(),
                            What.API_TOKEN_MADE,
                            name,
                            "as a " + role.text() + ", for " + life.toDays() + " days"));
        });
    }

    /** The latest first; also those that have ended lately. */
    public List<Token> of(User user) {
        return jdbi.withHandle(sql -> sql.createQuery("select * from api_token where user_id = :user order by id desc")
                .bind("user", user.id())
                .map((row, context) -> token(row))
                .list());
    }

    /** @return false when there is no such token of theirs */
    public boolean remove(long id, User user) {
        return jdbi.inTransaction(sql -> {
            var name = sql.createQuery("delete from api_token where id = :id and user_id = :user returning name")
                    .bind("id", id)
                    .bind("user", user.id())
                    .mapTo(String.class)
                    .findOne();
            name.ifPresent(
                    known -> TrailStore.append(sql, new TrailEntry(user.name(), What.API_TOKEN_REMOVED, known, "")));
            return name.isPresent();
        });
    }

    /** Whose it is, with the lesser of the user's role and the token's. Empty: there is none, or it has ended. */
    public Optional<User> find(byte[] hash) {
        return jdbi.withHandle(sql -> {
            sql.createUpdate("""
                            update api_token set used_at = clock_timestamp()
                             where hash = :hash and coalesce(used_at, '-infinity') < clock_timestamp() - interval '1 minute'""").bind("hash", hash).execute();
            return sql.createQuery("""
                            select u.*, t.role as token_role
                              from api_token t join console_user u on u.id = t.user_id
                             where t.hash = :hash and t.ends_at > clock_timestamp()
                               and (u.company is null
                                    or u.signed_in_at > clock_timestamp() - make_interval(days => :days))""")
                    .bind("hash", hash)
                    .bind("days", COMPANY_DAYS)
                    .map((row, context) -> UserStore.user(row).as(Role.valueOf(row.getString("token_role"))))
                    .findOne();
        });
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getLong("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                Columns.instant(row, "made_at"),
                Columns.instant(row, "ends_at"),
                Columns.instantIfAny(row, "used_at"));
    }
}
