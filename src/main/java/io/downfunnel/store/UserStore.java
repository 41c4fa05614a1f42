package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;

/** The people who may use the console, and the one-time links by which they choose a password. */
@Singleton
public class UserStore {
    private final Jdbi jdbi;

    public UserStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param ready whether the person can sign in: with a password that was chosen, or with the company
     * @param company whether the person signs in with the company, and has no password here
     * @param signedInAt the last time; empty: never
     */
    public record User(
            long id,
            String name,
            Role role,
            boolean ready,
            boolean company,
            Instant addedAt,
            String addedBy,
            Optional<Instant> signedInAt) {

        /** The same person, able to do no more than that. */
        User as(Role most) {
            return new User(id, name, role.covers(most) ? most : role, ready, company, addedAt, addedBy, signedInAt);
        }
    }

    /** What came of a change to a user. */
    public enum Change {
        DONE,
        /** Somebody was faster. */
        GONE,
        /** Nobody could see to the users any more; nothing was changed. */
        LAST_ADMIN
    }

    /** In the order of their names. */
    public List<User> all() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from console_user order by lower(name)")
                .map((row, context) -> user(row))
                .list());
    }

    /** Whether nobody could see to the users: people of the company who are no admins do not count. */
    public boolean none() {
        return jdbi.withHandle(UserStore::none);
    }

    private static boolean none(Handle sql) {
        return !sql.createQuery("select exists (select from console_user where company is null or role = 'ADMIN')")
                .mapTo(Boolean.class)
                .one();
    }

    /** Capital letters do not matter. */
    public Optional<User> find(String name) {
        return jdbi.withHandle(sql -> sql.createQuery("select * from console_user where lower(name) = lower(:name)")
                .bind("name", name)
                .map((row, context) -> user(row))
                .findOne());
    }

    /** The hash of a user's password; empty where there is none. */
    public Optional<String> password(long user) {
        return jdbi.withHandle(
                sql -> sql.createQuery("select password from console_user where id = :user and password is not null")
                        .bind("user", user)
                        .mapTo(String.class)
                        .findOne());
    }

    /** A user without a password yet; empty when the name is taken. */
    public Optional<User> add(String name, Role role, String by) {
        return jdbi.inTransaction(sql -> {
            var added = sql.createQuery("""
                            insert into console_user (name, role, added_by) values (:name, :role, :by)
                            on conflict do nothing
                            returning *""")
                    .bind("name", name)
                    .bind("role", role.name())
                    .bind("by", by)
                    .map((row, context) -> user(row))
                    .findOne();
            added.ifPresent(
                    user -> TrailStore.append(sql, new TrailEntry(by, What.USER_ADDED, user.name(), role.text())));
            return added;
        });
    }

    /** Of a user who has a password here; the company gives the others theirs. */
    public Change changeRole(long user, Role role, String by) {
        return jdbi.inTransaction(sql -> {
            oneAfterTheOther(sql);
            if (role != Role.ADMIN && lastAdmin(sql, user)) {
                return Change.LAST_ADMIN;
            }
            return find(sql, user)
                    .map(known -> {
                        sql.createUpdate("update console_user set role = :role where id = :user")
                                .bind("role", role.name())
                                .bind("user", user)
                                .execute();
                        TrailStore.append(
                                sql,
                                new TrailEntry(
                                        by,
                                        What.ROLE_CHANGED,
                                        known.name(),
                                        known.role().text() + " before, " + role.text() + " now"));
                        return Change.DONE;
                    })
                    .orElse(Change.GONE);
        });
    }

    /** With all sessions and links. Whom the company lets through is kept out from now on. */
    public Change remove(long user, String by) {
        return jdbi.inTransaction(sql -> {
            oneAfterTheOther(sql);
            if (lastAdmin(sql, user)) {
                return Change.LAST_ADMIN;
            }
            return find(sql, user)
                    .map(known -> {
                        CompanyUserStore.keepOut(sql, known, by);
                        sql.createUpdate("delete from console_user where id = :user")
                                .bind("user", user)
                                .execute();
                        TrailStore.append(
                                sql,
                                new TrailEntry(
                                        by,
                                        What.USER_REMOVED,
                                        known.name(),
                                        known.role().text()));
                        return Change.DONE;
                    })
                    .orElse(Change.GONE);
        });
    }

    /** Two admins who remove each other at the same moment must not both succeed. */
    static void oneAfterTheOther(Handle sql) {
        sql.execute("lock table console_user in share row exclusive mode");
    }

    /** An admin who has not chosen a password yet cannot see to anything. */
    private static boolean lastAdmin(Handle sql, long user) {
        return sql.createQuery("""
                        select exists (select from console_user where id = :user and role = 'ADMIN'
                                                                  and (password is not null or company is not null))
                           and not exists (select from console_user where id <> :user and role = 'ADMIN'
                                                                      and (password is not null or company is not null))""").bind("user", user).mapTo(Boolean.class).one();
    }

    private static Optional<User> find(Handle sql, long user) {
        return sql.createQuery("select * from console_user where id = :user")
                .bind("user", user)
                .map((row, context) -> user(row))
                .findOne();
    }

    // Links

    /** For a user who chooses a password; the links before it end. False: there is no such user, or they have no password. */
    public boolean link(long user, byte[] hash, Duration life, String by) {
        return jdbi.inTransaction(sql -> {
            oneAfterTheOther(sql);
            var known = find(sql, user);
            if (known.isEmpty() || known.get().company()) {
                return false;
            }
            sql.createUpdate("delete from console_link where user_id = :user")
                    .bind("user", user)
                    .execute();
            insertLink(sql, user, hash, life, by);
            TrailStore.append(
                    sql, new TrailEntry(by, What.USER_LINK_MADE, known.get().name(), ""));
            return true;
        });
    }

    /** For whoever becomes the first user. Those that other nodes have shown stay: nobody knows which one is read. */
    public void linkForTheFirst(byte[] hash, Duration life, String by) {
        jdbi.useTransaction(sql -> insertLink(sql, null, hash, life, by));
    }

    private static void insertLink(Handle sql, Long user, byte[] hash, Duration life, String by) {
        sql.execute("delete from console_link where ends_at < clock_timestamp()");
        sql.createUpdate("""
                        insert into console_link (hash, user_id, made_by, ends_at)
                        values (:hash, :user, :by, clock_timestamp() + make_interval(secs => :life))""")
                .bind("hash", hash)
                .bind("user", user)
                .bind("by", by)
                .bind("life", life.toSeconds())
                .execute();
    }

    /** @param user empty: whoever has the link becomes the first user */
    public record Link(Optional<User> user) {}

    /** Looks, and uses nothing up. Empty: there is none, it was used, or it has ended. */
    public Optional<Link> link(byte[] hash) {
        return jdbi.withHandle(sql -> link(sql, hash));
    }

    private static Optional<Link> link(Handle sql, byte[] hash) {
        return sql.createQuery("""
                        select user_id from console_link where hash = :hash and ends_at > clock_timestamp()
                           and (user_id is not null
                                or not exists (select from console_user where company is null or role = 'ADMIN'))""")
                .bind("hash", hash)
                .map((row, context) -> Columns.numberIfAny(row, "user_id"))
                .findOne()
                .map(id -> new Link(id.flatMap(known -> find(sql, known))));
    }

    /** The first user, an admin, by a link for that; empty when it does not hold any more. */
    public Optional<User> addFirst(byte[] link, String name, String password) {
        return jdbi.inTransaction(sql -> {
            oneAfterTheOther(sql);
            if (link(sql, link).filter(known -> known.user().isEmpty()).isEmpty()) {
                return Optional.empty();
            }
            sql.execute("delete from console_link");
            var first = sql.createQuery("""
                            insert into console_user (name, role, password, added_by)
                            values (:name, 'ADMIN', :password, 'the set-up link')
                            returning *""")
                    .bind("name", name)
                    .bind("password", password)
                    .map((row, context) -> user(row))
                    .one();
            TrailStore.append(sql, new TrailEntry(name, What.USER_ADDED, name, "the first user, by the set-up link"));
            return Optional.of(first);
        });
    }

    /** By a link, which is used up with all others of the user; whoever was signed in by that name is not any more. */
    public Optional<User> choosePassword(byte[] link, String password) {
        return jdbi.inTransaction(sql -> {
            oneAfterTheOther(sql);
            var user = sql.createQuery("""
                            delete from console_link
                             where hash = :hash and user_id is not null and ends_at > clock_timestamp()
                            returning user_id""").bind("hash", link).mapTo(Long.class).findOne();
            return user.flatMap(id -> {
                setPassword(sql, id, password, new byte[0]);
                var known = find(sql, id);
                known.ifPresent(someone -> chose(sql, someone, "by a link"));
                return known;
            });
        });
    }

    /** @param session that goes on; all others of the user end, and so do the links */
    public void changePassword(long user, String password, byte[] session) {
        jdbi.useTransaction(sql -> {
            setPassword(sql, user, password, session);
            find(sql, user).ifPresent(someone -> chose(sql, someone, "by the one before"));
        });
    }

    private static void chose(Handle sql, User user, String how) {
        TrailStore.append(sql, new TrailEntry(user.name(), What.PASSWORD_CHOSEN, user.name(), how));
    }

    private static void setPassword(Handle sql, long user, String password, byte[] session) {
        sql.createUpdate("update console_user set password = :password where id = :user")
                .bind("password", password)
                .bind("user", user)
                .execute();
        sql.createUpdate("delete from console_session where user_id = :user and hash <> :session")
                .bind("user", user)
                .bind("session", session)
                .execute();
        sql.createUpdate("delete from console_link where user_id = :user")
                .bind("user", user)
                .execute();
    }

    static User user(ResultSet row) throws SQLException {
        return new User(
                row.getLong("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("password") != null || row.getBytes("company") != null,
                row.getBytes("company") != null,
                Columns.instant(row, "added_at"),
                row.getString("added_by"),
                Columns.instantIfAny(row, "signed_in_at"));
    }
}
