package io.downfunnel.connect;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Granted;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.TokenStore;
import io.downfunnel.store.sealed.KeyFile;
import io.downfunnel.store.sealed.Sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two nodes and one database: who fetches tokens, and what becomes of the others. */
class SharedShelfTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    private final Sealing sealing =
            new Sealing(database.jdbi(), new KeyFile(Path.of("target", "test-secrets", "downfunnel.key")));
    private final SignInStore signIns = new SignInStore(database.jdbi(), sealing);
    private final TokenStore tokens = new TokenStore(database.jdbi(), sealing);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Instant now = START;

    @BeforeEach
    void connect() {
        database.jdbi().useHandle(sql -> sql.execute("delete from sign_in"));
        connect("google", "refresh-1");
    }

    private void connect(String connection, String refreshToken) {
        signIns.connect(
                connection, Lives.of(granted("first", Optional.of(refreshToken)), now), Set.of("scope"), "test");
    }

    private Granted granted(String access, Optional<String> refreshToken) {
        return new Granted(new AccessToken(access, now.plus(HOUR), "scope"), refreshToken, Optional.empty());
    }

    private SharedShelf node(String name) {
        return node(name, "google");
    }

    private SharedShelf node(String name, String connection) {
        return new SharedShelf(connection, tokens, name, Duration.ofMillis(300), new MovingClock());
    }

    /** A vendor that numbers the access tokens. */
    private Function<String, Granted> vendor() {
        return refreshToken -> {
            asked.add(refreshToken);
            return granted("access-" + asked.size(), Optional.empty());
        };
    }

    private static Function<String, Granted> refusing(FailureClass failureClass, String code) {
        return refreshToken -> {
            throw new PlatformException(new Failure(failureClass, code, "no"));
        };
    }

    @Test
    void what_one_node_was_given_all_nodes_use() {
        for (var name : List.of("one", "two")) {
            var token = node(name).token(Optional.empty(), vendor());
            assertThat(token.value()).isEqualTo("first");
            assertThat(token.scope()).isEqualTo("scope");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void a_token_is_kept_in_memory_for_a_minute_at_most() {
        assertThat(node("one").token(Optional.empty(), vendor()).goodUntil()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void the_next_token_is_fetched_ahead_of_time_by_one_node_while_the_other_goes_on() {
        now = START.plus(Duration.ofMinutes(50));
        var inTheMiddle = new ArrayList<String>();

        var token = node("one").token(Optional.empty(), refreshToken -> {
            inTheMiddle.add(node("two").token(Optional.empty(), vendor()).value());
            return vendor().apply(refreshToken);
        });

        assertThat(inTheMiddle).containsExactly("first");
        assertThat(token.value()).isEqualTo("access-1");
        assertThat(node("two").token(Optional.empty(), vendor()).value()).isEqualTo("access-1");
        assertThat(asked).containsExactly("refresh-1");
    }

    @Test
    void a_node_that_died_with_the_lease_costs_nothing_while_the_old_token_is_good() {
        now = START.plus(Duration.ofMinutes(50));
        die("one");

        assertThat(node("two").token(Optional.empty(), vendor()).value()).isEqualTo("first");
    }

    @Test
    void a_node_that_died_with_the_lease_stops_nobody_when_the_old_token_has_ended() {
        now = START.plus(Duration.ofHours(2));
        die("one");

        assertThat(node("two").token(Optional.empty(), vendor()).value()).isEqualTo("access-1");
        assertThat(node("three").token(Optional.empty(), vendor()).value()).isEqualTo("access-1");
    }

    /** As kill -9 leaves it: the lease is taken, and nobody gives it back. */
    private void die(String node) {
        assertThat(tokens.claim("google", tokens.find("google").orElseThrow().version(), node, Duration.ofMinutes(1)))
                .isTrue();
    }

    @Test
    void many_threads_on_two_nodes_fetch_one_token() throws Exception {
        for (int round = 1; round <= 20; round++) {
            now = START.plus(Duration.ofHours(2L * round));
            try (var threads = Executors.newFixedThreadPool(8)) {
                var patient = IntStream.range(0, 8)
                        .<Callable<AccessToken>>mapToObj(each -> () -> new SharedShelf(
                                        "google",
                                        tokens,
                                        each % 2 == 0 ? "one" : "two",
                                        Duration.ofMinutes(1),
                                        new MovingClock())
                                .token(Optional.empty(), vendor()))
                        .toList();
                for (var token : threads.invokeAll(patient)) {
                    assertThat(token.get().value()).isEqualTo("access-" + round);
                }
            }
            assertThat(asked).hasSize(round);
        }
    }

    @Test
    void a_refresh_token_that_is_replaced_is_stored_before_the_old_one_is_forgotten() {
        now = START.plus(Duration.ofHours(2));
        node("one").token(Optional.empty(), refreshToken -> {
            assertThat(tokens.find("google").orElseThrow().refreshToken()).contains("refresh-1");
            return granted("access", Optional.of("refresh-2"));
        });

        assertThat(tokens.find("google").orElseThrow().refreshToken()).contains("refresh-2");
        now = START.plus(Duration.ofHours(4));
        node("two").token(Optional.empty(), vendor());
        assertThat(asked).containsExactly("refresh-2");
    }

    @Test
    void who_asks_with_a_refresh_token_that_another_node_has_just_replaced_takes_what_that_node_got() {
        now = START.plus(Duration.ofHours(2));

        var token = node("two").token(Optional.empty(), old -> {
            tokens.keep(
                    "google",
                    tokens.find("google").orElseThrow().version(),
                    Lives.of(granted("of the other node", Optional.of("refresh-2")), now));
            return refusing(FailureClass.AUTHENTICATION, "invalid_grant").apply(old);
        });

        assertThat(token.value()).isEqualTo("of the other node");
    }

    @Test
    void a_token_that_was_refused_is_not_given_out_again() {
        var refused = node("one").token(Optional.empty(), vendor());

        assertThat(node("one").token(Optional.of(refused), vendor()).value()).isEqualTo("access-1");
        assertThat(node("two").token(Optional.of(refused), vendor()).value()).isEqualTo("access-1");
        assertThat(asked).hasSize(1);
    }

    @Test
    void while_the_token_endpoint_is_down_a_good_token_goes_on_being_used() {
        now = START.plus(Duration.ofMinutes(50));

        assertThat(node("one")
                        .token(Optional.empty(), refusing(FailureClass.TRANSIENT, "NO_TOKEN"))
                        .value())
                .isEqualTo("first");
        assertThat(node("two").token(Optional.empty(), vendor()).value()).isEqualTo("access-1");
    }

    @Test
    void a_consent_that_was_taken_back_is_told_at_once_and_others_go_on() {
        connect("linkedin", "theirs");
        now = START.plus(Duration.ofHours(2));

        assertThatThrownBy(() ->
                        node("one").token(Optional.empty(), refusing(FailureClass.AUTHENTICATION, "invalid_grant")))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        e -> assertThat(e.failure().code()).isEqualTo("invalid_grant"));
        assertThat(node("one", "linkedin").token(Optional.empty(), vendor()).value())
                .isEqualTo("access-1");
        assertThat(asked).containsExactly("theirs");
    }

    @Test
    void who_connects_anew_is_followed_by_every_node_without_a_restart() {
        var shelf = node("two");
        shelf.token(Optional.empty(), vendor());
        var before = signIns.versions().get("google");

        now = START.plusSeconds(61);
        signIns.connect("google", Lives.of(granted("anew", Optional.of("refresh-9")), now), Set.of("scope"), "test");

        assertThat(shelf.token(Optional.empty(), vendor()).value()).isEqualTo("anew");
        assertThat(signIns.versions().get("google")).isNotEqualTo(before);
    }

    @Test
    void what_was_fetched_for_a_sign_in_that_is_over_does_not_replace_the_new_one() {
        now = START.plus(Duration.ofHours(2));

        node("one").token(Optional.empty(), old -> {
            connect("google", "refresh-9");
            return granted("of the old sign-in", Optional.of("refresh-old"));
        });

        assertThat(tokens.find("google").orElseThrow().refreshToken()).contains("refresh-9");
        assertThat(node("two").token(Optional.empty(), vendor()).value()).isEqualTo("first");
    }

    @Test
    void who_disconnects_stops_every_node() {
        signIns.disconnect("google", "test");

        assertThatThrownBy(() -> node("two").token(Optional.empty(), vendor()))
                .hasMessageContaining("SIGN_IN_ENDED")
                .hasMessageContaining("nobody is signed in any more");
        assertThat(signIns.versions()).isEmpty();
    }

    @Test
    void a_row_that_was_moved_to_another_connection_opens_nothing() {
        database.jdbi().useHandle(sql -> sql.execute("update sign_in set connection = 'linkedin'"));

        assertThatThrownBy(() -> node("one", "linkedin").token(Optional.empty(), vendor()))
                .hasMessageContaining("SIGN_IN_UNREADABLE");
        assertThat(asked).isEmpty();
    }

    @Test
    void no_secret_is_in_the_database_as_it_is_nor_in_what_is_printed() {
        var dump = database.jdbi()
                .withHandle(sql -> sql.createQuery("""
                        select string_agg(row_to_json(s)::text || encode(refresh_token, 'escape'), ' ')
                          from sign_in s""").mapTo(String.class).one());

        assertThat(dump).isNotEmpty().doesNotContain("refresh-1").doesNotContain("first");
        assertThat(tokens.find("google").orElseThrow() + " " + signIns.all() + " "
                        + Lives.of(granted("first", Optional.of("refresh-1")), now)
                        + granted("first", Optional.of("refresh-1")))
                .doesNotContain("refresh-1")
                .doesNotContain("first");
    }

    private final class MovingClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
