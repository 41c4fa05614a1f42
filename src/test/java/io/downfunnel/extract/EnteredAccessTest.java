package io.downfunnel.extract;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.platform.KeptSettings;
import io.downfunnel.platform.Settings;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.PauseStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Extraction with what was entered in the console, and while somebody has paused it. */
class EnteredAccessTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Sandbox sandbox;

    private final Map<String, String> kept = new HashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final PauseStore pauses = new PauseStore(database.jdbi());

    @BeforeAll
    static void open() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(60));
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void nothing_is_stored() {
        StoredRows.forget(database.jdbi());
        pauses.resume("salesforce", "test");
    }

    private SalesforceAccess access(Map<String, String> file) {
        var all = new HashMap<>(Map.of("downfunnel.salesforce.lag", "PT0S"));
        all.putAll(file);
        return new SalesforceAccess(Bench.config(all), new KeptSettings() {
            @Override
            public Map<String, Long> versions() {
                return kept.isEmpty() ? Map.of() : Map.of("salesforce", version.get());
            }

            @Override
            public Settings of(String connection, long version) {
                return new Settings(kept);
            }
        });
    }

    private void enter(String secret) {
        kept.put("login-url", sandbox.url());
        kept.put("client-id", sandbox.accounts().salesforce().clientId());
        kept.put("client-secret", secret);
        version.incrementAndGet();
    }

    private String secret() {
        return sandbox.accounts().salesforce().clientSecret();
    }

    @Test
    void what_was_entered_opens_the_organisation_and_what_is_entered_next_opens_it_anew() {
        var step = Bench.step(access(Map.of()), database.jdbi());
        assertThatThrownBy(() -> step.run(Bench.run(), Bench.FUNNEL))
                .isInstanceOf(SalesforceException.class)
                .hasMessageContaining("downfunnel.salesforce.login-url is not set");
        enter("wrong");
        assertThatThrownBy(() -> step.run(Bench.run(), Bench.FUNNEL)).hasMessageContaining("gave us no token");

        enter(secret());

        assertThat(step.run(Bench.run(), Bench.FUNNEL).leads()).isEqualTo(60);
        step.close();
    }

    @Test
    void a_file_wins_key_by_key() {
        enter("wrong");
        var step = Bench.step(access(Map.of("downfunnel.salesforce.client-secret", secret())), database.jdbi());

        assertThat(step.run(Bench.run(), Bench.FUNNEL).leads()).isEqualTo(60);
        step.close();
    }

    @Test
    void what_is_entered_is_refused_by_the_field_it_is_about() {
        var access = access(Map.of());

        assertThat(refused(access, Map.of("login-url", "https://example.my.salesforce.com")))
                .isEqualTo("downfunnel.salesforce.client-id");
        assertThat(refused(access, Map.of("login-url", "not an address", "client-id", "c", "client-secret", "s")))
                .isEqualTo("downfunnel.salesforce.login-url");
        assertThat(refused(access, Map.of("login-url", "http://example.com", "client-id", "c", "client-secret", "s")))
                .isEqualTo("downfunnel.salesforce.login-url");
        assertThat(refused(
                        access,
                        Map.of(
                                "login-url", "https://example.my.salesforce.com",
                                "auth", "jwt-bearer",
                                "client-id", "c",
                                "username", "u",
                                "private-key-file", "no-such-key.pem")))
                .isEqualTo("downfunnel.salesforce.private-key-file");
    }

    private static String refused(SalesforceAccess access, Map<String, String> entered) {
        return access.refusal(new Settings(entered), Set.of(), Clock.systemUTC())
                .orElseThrow()
                .key();
    }

    @Test
    void a_kept_secret_does_not_follow_to_another_address() {
        enter(secret());
        var moved = new HashMap<>(kept);
        moved.put("login-url", "https://salesforce.evil.example");
        var access = access(Map.of());

        assertThat(refused(access, moved)).isEqualTo("downfunnel.salesforce.client-secret");
        assertThat(access.refusal(new Settings(moved), Set.of("client-secret"), Clock.systemUTC()))
                .isEmpty();
        assertThat(access.refusal(new Settings(kept), Set.of(), Clock.systemUTC()))
                .isEmpty();
        assertThat(refused(access(Map.of("downfunnel.salesforce.client-secret", "from a file")), moved))
                .isEqualTo("downfunnel.salesforce.login-url");
    }

    @Test
    void while_it_is_paused_nothing_is_read_and_the_run_says_why() {
        enter(secret());
        var step = Bench.step(access(Map.of()), database.jdbi());
        pauses.pause("salesforce", "Migration", "anna");

        var paused = step.run(Bench.run(), Bench.FUNNEL);

        assertThat(paused.records()).isZero();
        assertThat(paused.warnings())
                .singleElement()
                .asString()
                .startsWith("Paused by anna: Migration. Nothing is read until somebody resumes it");
        pauses.resume("salesforce", "anna");
        assertThat(step.run(Bench.run(), Bench.FUNNEL).leads()).isEqualTo(60);
        step.close();
    }

    @Test
    void a_pause_from_another_node_stops_what_is_under_way_between_two_pages_and_nothing_is_lost() {
        enter(secret());
        var step = Bench.step(access(Map.of("downfunnel.salesforce.batch-size", "200")), database.jdbi());

        var halted = step.run(new Run(1, "node-1", new Pausing()), Bench.FUNNEL);

        assertThat(halted.records()).isPositive();
        assertThat(halted.leads()).isZero();
        assertThat(halted.warnings()).anyMatch(warning -> warning.startsWith("Paused by anna: Migration."));
        pauses.resume("salesforce", "anna");
        assertThat(step.run(Bench.run(), Bench.FUNNEL).leads()).isEqualTo(60);
        step.close();
    }

    /** Somebody presses the button when the first records are in. */
    private final class Pausing implements Progress {
        @Override
        public void expect(long total) {}

        @Override
        public void advance(long count) {
            pauses.pause("salesforce", "Migration", "anna");
        }

        @Override
        public void waiting(String why) {}
    }
}
