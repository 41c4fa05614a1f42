package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Role;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.UserStore.User;

/** The users who sign in with their company. Who somebody is says the company; we keep a hash of that, a name and a role. */
@Singleton
public class CompanyUserStore {
    private static final String BY = "the company's sign-in";

    private final Jdbi jdbi;

    public CompanyUserStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What becomes of somebody whom the company let through. */
    public sealed interface Arrived {
        /** With the role that the company gives now. */
        record Known(User user) implements Arrived {}

        /** An admin removed this person. */
        record KeptOut(String name) implements Arrived {}

        /** The company gives no role that we know; whoever had one before has it no more. */
        record WithoutRole() implements Arrived {}
    }

    /**
     * Somebody whom an admin removed.
     *
     * @param by who removed them
     */
    public record KeptOut(long id, String name, Instant at, String by) {}

    /**
     * Adds, renames, or gives another role, as the company says.
     *
     * @param company hash of issuer and subject
     * @param name as the company calls the person; where somebody else has it, it gets an addition
     * @param role empty: none
     */
    public Arrived arrive(byte[] company, String name, Optional<Role> role) {
        return jdbi.inTransaction(sql -> {
            UserStore.oneAfterTheOther(sql);
            var keptOut = keptOut(sql, company);
            if (keptOut.isPresent()) {
                return new Arrived.KeptOut(keptOut.get());
            }
            var before = find(sql, company);
            if (role.isEmpty()) {
                before.ifPresent(user -> rest(sql, user));
                return new Arrived.WithoutRole();
            }
            var user = before.map(known -> asOfNow(sql, known, name, role.get()))
                    .orElseGet(() -> add(sql, company, name, role.get()));
            return new Arrived.Known(user);
        });
    }

    private static Optional<String> keptOut(Handle sql, byte[] company) {
        return sql.createQuery("select name from console_kept_out where company = :company")
                .bind("company", company)
                .mapTo(String.class)
                .findOne();
    }

    private static Optional<User> find(Handle sql, byte[] company) {
        return sql.createQuery("select * from console_user where company = :company")
                .bind("company", company)
                .map((row, context) -> UserStore.user(row))
                .findOne();
    }

    /** Signed out everywhere, and tokens rest; not removed: a mistake at the company must not cost anybody what they made here. */
    private static void rest(Handle sql, User user) {
        sql.createUpdate("update console_user set role = 'VIEWER', signed_in_at = null where id = :user")
                .bind("user", user.id())
                .execute();
        sql.createUpdate("delete from console_session where user_id = :user")
                .bind("user", user.id())
                .execute();
        if (user.signedInAt().isPresent()) {
            TrailStore.append(
                    sql,
                    new TrailEntry(
                            user.name(),
                            What.ROLE_CHANGED,
                            user.name(),
                            user.role().text() + " before, none now, by " + BY));
        }
    }

    private static User add(Handle sql, byte[] company, String name, Role role) {
        var added = sql.createQuery("""
                        insert into console_user (name, role, company, added_by) values (:name, :role, :company, :by)
                        returning *""")
                .bind("name", free(sql, name, -1))
                .bind("role", role.name())
                .bind("company", company)
                .bind("by", BY)
                .map((row, context) -> UserStore.user(row))
                .one();
        TrailStore.append(sql, new TrailEntry(added.name(), What.USER_ADDED, added.name(), role.text() + ", by " + BY));
        return added;
    }

    private static User asOfNow(Handle sql, User before, String name, Role role) {
        var called = isStill(before.name(), name) ? before.name() : free(sql, name, before.id());
        var now = sql.createQuery("update console_user set name = :name, role = :role where id = :user returning *")
                .bind("name", called)
                .bind("role", role.name())
                .bind("user", before.id())
                .map((row, context) -> UserStore.user(row))
                .one();
        if (!called.equals(before.name())) {
            TrailStore.append(
                    sql, new TrailEntry(called, What.USER_RENAMED, called, before.name() + " before, by " + BY));
        }
        if (role != before.role()) {
            TrailStore.append(
                    sql,
                    new TrailEntry(
                            called,
                            What.ROLE_CHANGED,
                            called,
                            before.role().text() + " before, " + role.text() + " now, by " + BY));
        }
        return now;
    }

    /** With an addition or without: who once got one keeps it, also when the name becomes free. */
    private static boolean isStill(String name, String wanted) {
        return name.matches(Pattern.quote(wanted) + "( \\(company( \\d+)?\\))?");
    }

    /** Two people of one name would be one person in the audit trail. */
    private static String free(Handle sql, String wanted, long user) {
        return Stream.concat(
                        Stream.of(wanted, wanted + " (company)"),
                        IntStream.iterate(2, next -> next + 1).mapToObj(next -> wanted + " (company " + next + ")"))
                .filter(name -> !taken(sql, name, user))
                .findFirst()
                .orElseThrow();
    }

    private static boolean taken(Handle sql, String name, long user) {
        return sql.createQuery(
                        "select exists (select from console_user where lower(name) = lower(:name) and id <> :user)")
                .bind("name", name)
                .bind("user", user)
                .mapTo(Boolean.class)
                .one();
    }

    // Those who were removed

    /** By an admin, who will have had a reason: the company alone does not bring this person back. */
    static void keepOut(Handle sql, User user, String by) {
        sql.createUpdate("""
                        insert into console_kept_out (company, name, by)
                        select company, name, :by from console_user where id = :user and company is not null
                        on conflict do nothing""").bind("user", user.id()).bind("by", by).execute();
    }

    /** The latest first. */
    public List<KeptOut> keptOut() {
        return jdbi.withHandle(sql -> sql.createQuery("select * from console_kept_out order by at desc, id desc")
                .map((row, context) -> new KeptOut(
                        row.getLong("id"), row.getString("name"), Columns.instant(row, "at"), row.getString("by")))
                .list());
    }

    /**
     * The next sign-in lets them in, with the role that the company gives then.
     *
     * @return whom; empty: somebody was faster
     */
    public Optional<String> letInAgain(long id, String by) {
        return jdbi.inTransaction(sql -> {
            var name = sql.createQuery("delete from console_kept_out where id = :id returning name")
                    .bind("id", id)
                    .mapTo(String.class)
                    .findOne();
            name.ifPresent(known -> TrailStore.append(sql, new TrailEntry(by, What.USER_LET_IN_AGAIN, known, "")));
            return name;
        });
    }
}
