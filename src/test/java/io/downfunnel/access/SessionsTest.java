package io.downfunnel.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.access.Accounts.Added;
import io.downfunnel.access.Accounts.Chosen;
import io.downfunnel.domain.Role;
import io.downfunnel.store.CompanyUserStore;
import io.downfunnel.store.SessionStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.UserStore;
import io.downfunnel.store.UserStore.Change;
import io.downfunnel.store.UserStore.User;

import static org.assertj.core.api.Assertions.assertThat;

class SessionsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String GOOD = "correct horse battery staple";
    private static final String OTHER = "lampe turm regen zwoelf";
    private static final Duration IDLE = Duration.ofHours(2);

    private final UserStore users = new UserStore(database.jdbi());
    private final SessionStore store = new SessionStore(database.jdbi());
    private final Accounts accounts = new Accounts(users, new CompanyUserStore(database.jdbi()), store);
    private final Sessions sessions = new Sessions(users, store, new TrailStore(database.jdbi()), new SessionConfig() {
        @Override
        public Duration idle() {
            return IDLE;
        }

        @Override
        public Duration lifetime() {
            return Duration.ofHours(12);
        }
    });

    private User anna;

    @BeforeEach
    void begin() {
        run("truncate console_user, api_token, console_link, console_session, console_attempt");
        anna = first("anna");
    }

    private User first(String name) {
        var link = accounts.linkForTheFirst("test").orElseThrow();
        return ((Chosen.Done) accounts.first(link, name, GOOD)).user();
    }

    private static void run(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private Secret signIn() {
        return ((Entry.Welcome) sessions.signIn("anna", GOOD, Optional.empty(), "10.0.0.1")).session();
    }

    @Test
    void the_right_password_opens_a_session_and_the_database_holds_neither() {
        var session = signIn();

        assertThat(sessions.find(session, true).map(User::name)).contains("anna");
        assertThat(sessions.signIn("ANNA ", GOOD, Optional.empty(), "x")).isInstanceOf(Entry.Welcome.class);
        for (var table : List.of("console_user", "console_session", "console_link", "console_attempt")) {
            assertThat(dump(table)).as(table).doesNotContain(GOOD).doesNotContain(session.word());
        }
        assertThat(dump("console_user")).contains("$argon2id$v=19$m=47104,t=2,p=1$");
    }

    private static String dump(String table) {
        return database.jdbi()
                .withHandle(sql -> sql.createQuery("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void a_wrong_password_and_an_unknown_name_are_answered_alike() {
        assertThat(sessions.signIn("anna", OTHER, Optional.empty(), "x")).isEqualTo(new Entry.Refused());
        assertThat(sessions.signIn("berta", GOOD, Optional.empty(), "x")).isEqualTo(new Entry.Refused());
        assertThat(sessions.signIn("x".repeat(5_000), "x".repeat(5_000), Optional.empty(), "x"))
                .isEqualTo(new Entry.Refused());
    }

    /** In time, too: both compute one hash. */
    @Test
    void an_unknown_name_takes_about_as_long_as_a_wrong_password() {
        sessions.signIn("anna", OTHER, Optional.empty(), "x");
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            known.add(time(() -> sessions.signIn("anna", OTHER, Optional.empty(), "x")));
            unknown.add(time(() -> sessions.signIn("berta", OTHER, Optional.empty(), "y")));
        }
        assertThat(unknown.stream().sorted().toList().get(1))
                .isGreaterThan(known.stream().sorted().toList().get(1) / 3);
    }

    private static long time(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return System.nanoTime() - started;
    }

    @Test
    void after_five_failures_a_name_has_to_wait_and_the_right_password_does_not_help() {
        for (int i = 0; i < 5; i++) {
            assertThat(sessions.signIn("anna", OTHER, Optional.empty(), "a" + i))
                    .isEqualTo(new Entry.Refused());
        }
        assertThat(sessions.signIn("anna", GOOD, Optional.empty(), "elsewhere"))
                .isInstanceOfSatisfying(
                        Entry.TooSoon.class,
                        soon -> assertThat(soon.left()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1)));

        run("update console_attempt set last_at = last_at - interval '61 seconds'");

        assertThat(sessions.signIn("anna", GOOD, Optional.empty(), "a")).isInstanceOf(Entry.Welcome.class);
        assertThat(sessions.signIn("anna", OTHER, Optional.empty(), "a")).isEqualTo(new Entry.Refused());
    }

    @Test
    void an_address_that_tries_many_names_has_to_wait() {
        run("insert into console_attempt select sha256('address here'), 19, clock_timestamp()");
        assertThat(sessions.signIn("berta", OTHER, Optional.empty(), "here")).isEqualTo(new Entry.Refused());
        assertThat(sessions.signIn("carla", OTHER, Optional.empty(), "here")).isInstanceOf(Entry.TooSoon.class);
        assertThat(sessions.signIn("carla", OTHER, Optional.empty(), "there")).isEqualTo(new Entry.Refused());
    }

    @Test
    void waits_double_up_to_a_quarter_of_an_hour() {
        assertThat(Patience.byName(4)).isEqualTo(Duration.ZERO);
        assertThat(Patience.byName(5)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Patience.byName(7)).isEqualTo(Duration.ofMinutes(4));
        assertThat(Patience.byName(1_000_000)).isEqualTo(Duration.ofMinutes(15));
        assertThat(Patience.byAddress(19)).isEqualTo(Duration.ZERO);
        assertThat(Patience.byAddress(20)).isEqualTo(Duration.ofMinutes(1));
    }

    /** However many come at once, no more are tried than were free. */
    @Test
    void a_crowd_of_attempts_is_counted_one_by_one() throws Exception {
        try (var crowd = Executors.newFixedThreadPool(12)) {
            var key = List.of(Secret.hash("name crowd"), Secret.hash("address crowd"));
            Callable<Boolean> attempt = () -> store.attempt(
                            key, (at, failures) -> at == 0 ? Patience.byName(failures) : Patience.byAddress(failures))
                    .isEmpty();
            int tried = 0;
            for (var each : crowd.invokeAll(java.util.Collections.nCopies(60, attempt))) {
                tried += each.get() ? 1 : 0;
            }
            assertThat(tried).isEqualTo(5);
        }
    }

    @Test
    void a_session_ends_when_it_rests_when_it_is_old_and_when_somebody_signs_out() {
        var resting = signIn();
        run("update console_session set seen_at = seen_at - interval '121 minutes'");
        assertThat(sessions.find(resting, true)).isEmpty();

        var old = signIn();
        run("update console_session set ends_at = clock_timestamp()");
        assertThat(sessions.find(old, true)).isEmpty();

        var left = signIn();
        sessions.end(left, anna);
        assertThat(sessions.find(left, true)).isEmpty();
    }

    @Test
    void work_keeps_a_session_alive_and_a_page_that_asks_by_itself_does_not() {
        var session = signIn();
        run("update console_session set seen_at = clock_timestamp() - interval '119 minutes'");
        sessions.find(session, false);
        run("update console_session set seen_at = seen_at - interval '2 minutes'");
        assertThat(sessions.find(session, false)).isEmpty();

        run("update console_session set seen_at = clock_timestamp() - interval '119 minutes'");
        sessions.find(session, true);
        run("update console_session set seen_at = seen_at - interval '2 minutes'");
        assertThat(sessions.find(session, false)).isPresent();
    }

    @Test
    void signing_in_ends_the_session_before_and_never_takes_it_over() {
        var before = signIn();
        var planted = new Secret("planted-by-somebody");

        var after = ((Entry.Welcome) sessions.signIn("anna", GOOD, Optional.of(before), "x")).session();
        var other = ((Entry.Welcome) sessions.signIn("anna", GOOD, Optional.of(planted), "x")).session();

        assertThat(after).isNotEqualTo(before);
        assertThat(sessions.find(before, true)).isEmpty();
        assertThat(other).isNotEqualTo(planted);
        assertThat(sessions.find(planted, true)).isEmpty();
    }

    @Test
    void another_role_holds_at_once() {
        var session = signIn();
        accounts.add("berta", Role.ADMIN, "anna");
        run("update console_user set password = 'x' where name = 'berta'");

        accounts.changeRole(anna, Role.VIEWER, "berta");

        assertThat(sessions.find(session, true).map(User::role)).contains(Role.VIEWER);
    }

    @Test
    void a_new_password_ends_the_other_sessions_and_not_this_one() {
        var here = signIn();
        var elsewhere = signIn();

        assertThat(accounts.change(anna, OTHER, OTHER, here)).isInstanceOf(Chosen.Refused.class);
        assertThat(sessions.find(elsewhere, true)).isPresent();
        assertThat(accounts.change(anna, GOOD, OTHER, here)).isInstanceOf(Chosen.Done.class);

        assertThat(sessions.find(here, true)).isPresent();
        assertThat(sessions.find(elsewhere, true)).isEmpty();
        assertThat(sessions.signIn("anna", GOOD, Optional.empty(), "x")).isEqualTo(new Entry.Refused());
        assertThat(sessions.signIn("anna", OTHER, Optional.empty(), "x")).isInstanceOf(Entry.Welcome.class);
    }

    @Test
    void whoever_has_the_session_and_not_the_password_cannot_try_for_ever() {
        var here = signIn();
        run("insert into console_attempt select sha256(convert_to('present password of " + anna.id()
                + "', 'UTF8')), 5, clock_timestamp()");

        assertThat(accounts.change(anna, GOOD, OTHER, here))
                .isInstanceOfSatisfying(
                        Chosen.Refused.class, no -> assertThat(no.why()).contains("too often"));
    }

    @Test
    void whoever_is_removed_is_signed_out() {
        var berta = ((Added.Done) accounts.add("berta", Role.VIEWER, "anna")).user();
        var session = sessions.open(berta, Optional.empty());
        assertThat(sessions.find(session, true)).isPresent();

        assertThat(accounts.remove(berta, "anna")).isEqualTo(Change.DONE);

        assertThat(sessions.find(session, true)).isEmpty();
        assertThat(accounts.remove(berta, "anna")).isEqualTo(Change.GONE);
    }

    // Links

    @Test
    void the_link_for_the_first_user_works_once_and_only_while_there_is_none() {
        run("truncate console_user, api_token, console_link, console_session");
        var one = accounts.linkForTheFirst("test").orElseThrow();
        var two = accounts.linkForTheFirst("test").orElseThrow();
        assertThat(dump("console_link")).doesNotContain(one.word());
        assertThat(accounts.first(one, "berta", "too short")).isInstanceOf(Chosen.Refused.class);
        assertThat(accounts.first(new Secret("forged"), "eve", GOOD)).isEqualTo(new Chosen.NoLink());

        assertThat(accounts.first(one, "berta", GOOD)).isInstanceOf(Chosen.Done.class);

        assertThat(users.find("berta").map(User::role)).contains(Role.ADMIN);
        assertThat(accounts.first(one, "eve", GOOD)).isEqualTo(new Chosen.NoLink());
        assertThat(accounts.first(two, "eve", GOOD)).isEqualTo(new Chosen.NoLink());
        assertThat(accounts.linkForTheFirst("test")).isEmpty();
    }

    @Test
    void two_who_set_up_at_the_same_moment_make_one_first_user() throws Exception {
        run("truncate console_user, api_token, console_link, console_session");
        var links = List.of(
                accounts.linkForTheFirst("one").orElseThrow(),
                accounts.linkForTheFirst("two").orElseThrow());
        try (var both = Executors.newFixedThreadPool(2)) {
            List<Callable<Chosen>> tries = List.of(
                    () -> accounts.first(links.get(0), "berta", GOOD),
                    () -> accounts.first(links.get(1), "carla", GOOD));
            int done = 0;
            for (var each : both.invokeAll(tries)) {
                done += each.get() instanceof Chosen.Done ? 1 : 0;
            }
            assertThat(done).isEqualTo(1);
            assertThat(accounts.all()).hasSize(1);
        }
    }

    @Test
    void a_link_for_a_password_works_once_in_time_and_the_newest_only() {
        var first = accounts.link(anna, "test").orElseThrow();
        var second = accounts.link(anna, "test").orElseThrow();
        assertThat(accounts.choose(first, OTHER)).isEqualTo(new Chosen.NoLink());
        var session = signIn();

        assertThat(accounts.choose(second, OTHER)).isInstanceOf(Chosen.Done.class);

        assertThat(sessions.find(session, true))
                .as("whoever was signed in by that name")
                .isEmpty();
        assertThat(accounts.choose(second, GOOD)).isEqualTo(new Chosen.NoLink());
        var late = accounts.link(anna, "test").orElseThrow();
        run("update console_link set ends_at = clock_timestamp()");
        assertThat(accounts.choose(late, GOOD)).isEqualTo(new Chosen.NoLink());
    }

    @Test
    void the_last_admin_stays_also_when_two_remove_each_other_at_once() throws Exception {
        assertThat(accounts.remove(anna, "anna")).isEqualTo(Change.LAST_ADMIN);
        assertThat(accounts.changeRole(anna, Role.MARKETER, "anna")).isEqualTo(Change.LAST_ADMIN);
        var berta = ((Added.Done) accounts.add("berta", Role.ADMIN, "anna")).user();
        assertThat(accounts.remove(anna, "anna")).as("berta cannot sign in yet").isEqualTo(Change.LAST_ADMIN);
        assertThat(accounts.choose(accounts.link(berta, "anna").orElseThrow(), OTHER))
                .isInstanceOf(Chosen.Done.class);

        try (var both = Executors.newFixedThreadPool(2)) {
            List<Callable<Change>> removals =
                    List.of(() -> accounts.remove(anna, "berta"), () -> accounts.remove(berta, "anna"));
            var came = new ArrayList<Change>();
            for (var each : both.invokeAll(removals)) {
                came.add(each.get());
            }
            assertThat(came).containsExactlyInAnyOrder(Change.DONE, Change.LAST_ADMIN);
        }
    }

    @Test
    void names_are_visible_and_taken_once() {
        assertThat(accounts.add("Anna", Role.VIEWER, "x")).isInstanceOf(Added.Refused.class);
        for (var name : new String[] {"", "  ", "x".repeat(101), "a\u0000b", "a\u200bb", "a\u202eb", "a\nb"}) {
            assertThat(accounts.add(name, Role.VIEWER, "x")).as(name).isInstanceOf(Added.Refused.class);
        }
        assertThat(accounts.add(" berta@example.com ", Role.VIEWER, "x"))
                .isInstanceOfSatisfying(
                        Added.Done.class, done -> assertThat(done.user().name()).isEqualTo("berta@example.com"));
    }
}
