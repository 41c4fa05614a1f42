package io.downfunnel.connect;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.connect.EnteredSettings.Entered;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.SettingStore;
import io.downfunnel.store.SettingValueStore;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TestDatabase;
import io.downfunnel.store.sealed.KeyFile;
import io.downfunnel.store.sealed.Sealing;

import static org.assertj.core.api.Assertions.assertThat;

/** From the form to the store, and to all nodes. */
class EnteredSettingsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final List<Setting> KNOWN = List.of(
            Setting.required("customer", "Customer", "Where to find it."),
            Setting.optional("team", "Team", "If there is one.", ""),
            Setting.secret("token", "Token", "Granted by somebody."));

    private final Sealing sealing =
            new Sealing(database.jdbi(), new KeyFile(Path.of("target", "test-secrets", "downfunnel.key")));
    private final SettingStore store = new SettingStore(database.jdbi(), sealing);
    private final EnteredSettings settings = entered(node());

    @BeforeEach
    void forget() {
        database.jdbi().useHandle(sql -> sql.execute("delete from connection_settings"));
    }

    private KeptInStore node() {
        return new KeptInStore(store, new SettingValueStore(database.jdbi(), sealing), false);
    }

    private EnteredSettings entered(KeptInStore kept) {
        return new EnteredSettings(
                store,
                kept,
                new SignInStore(database.jdbi(), sealing),
                new ConnectionStore(database.jdbi()),
                sealing,
                Clock.systemUTC(),
                false);
    }

    private void enter(Map<String, String> values, String... forgotten) {
        var change = settings.change("acme", KNOWN, new Entered(values, Set.of(forgotten)));
        assertThat(settings.keep("acme", settings.version("acme"), change, "anna"))
                .isTrue();
    }

    @Test
    void a_change_holds_only_what_is_different() {
        enter(Map.of("customer", "1", "token", "t"));

        assertThat(settings.change("acme", KNOWN, new Entered(Map.of("customer", "1"), Set.of("team")))
                        .isNothing())
                .isTrue();
        var change = settings.change("acme", KNOWN, new Entered(Map.of("customer", "2", "token", "u"), Set.of("team")));
        assertThat(change.texts()).containsOnly(Map.entry("customer", "2"));
        assertThat(change.secrets()).containsOnlyKeys("token");
        assertThat(change.forgotten()).isEmpty();
    }

    @Test
    void a_candidate_is_what_would_be_kept_and_keeps_nothing() {
        enter(Map.of("customer", "1", "team", "7", "token", "t"));

        var candidate = settings.candidate("acme", new Entered(Map.of("customer", "2"), Set.of("team")));

        assertThat(candidate.values()).containsOnly(Map.entry("customer", "2"), Map.entry("token", "t"));
        assertThat(node().of("acme").get("customer")).isEqualTo("1");
    }

    @Test
    void another_node_has_what_was_entered_with_its_next_look() {
        var other = node();
        assertThat(other.of("acme").values()).isEmpty();

        enter(Map.of("customer", "1", "token", "t"));
        assertThat(other.of("acme").get("token")).isEqualTo("t");

        enter(Map.of("token", "u"));
        assertThat(other.of("acme").get("token")).isEqualTo("u");

        settings.remove("acme", "anna");
        assertThat(other.versions()).doesNotContainKey("acme");
        assertThat(other.of("acme").values()).isEmpty();
    }

    @Test
    void in_the_sandbox_nothing_of_it_is_there() {
        enter(Map.of("customer", "1", "token", "t"));

        var sandboxed = new KeptInStore(store, new SettingValueStore(database.jdbi(), sealing), true);

        assertThat(sandboxed.versions()).isEmpty();
        assertThat(sandboxed.of("acme").values()).isEmpty();
    }

    @Test
    void a_node_with_another_key_says_what_it_cannot_open_and_keeps_the_rest() {
        enter(Map.of("customer", "1", "token", "t"));
        var stranger = new Sealing(database.jdbi(), new KeyFile(Path.of("target", "test-secrets", "other.key")));

        var node = new KeptInStore(store, new SettingValueStore(database.jdbi(), stranger), false);

        assertThat(node.of("acme").values()).containsOnly(Map.entry("customer", "1"));
        assertThat(node.trouble("acme", node.versions().get("acme")))
                .get()
                .asString()
                .contains("cannot be read here");
    }

    @Test
    void what_travels_with_a_form_is_readable_to_nobody_and_opens_for_who_entered_it() {
        var carried = settings.carried("acme", "token", "a-secret", "anna");

        assertThat(carried).doesNotContain("a-secret");
        assertThat(settings.brought("acme", "token", carried, "anna")).contains("a-secret");
        assertThat(settings.brought("acme", "token", carried, "berta")).isEmpty();
        assertThat(settings.brought("acme", "other", carried, "anna")).isEmpty();
        assertThat(settings.brought("emca", "token", carried, "anna")).isEmpty();
        assertThat(settings.brought("acme", "token", "%%%", "anna")).isEmpty();
        assertThat(settings.brought("acme", "token", "", "anna")).isEmpty();
    }

    @Test
    void nothing_that_holds_a_value_prints_it() {
        var entered = new Entered(Map.of("customer", "12345", "token", "a-secret"), Set.of());
        enter(Map.of("customer", "12345", "token", "a-secret"));

        for (var text : List.of(
                entered.toString(),
                settings.candidate("acme", entered).toString(),
                settings.change("acme", KNOWN, entered).toString(),
                new SettingValueStore(database.jdbi(), sealing).of("acme").toString())) {
            assertThat(text).contains("token").doesNotContain("a-secret").doesNotContain("12345");
        }
    }
}
