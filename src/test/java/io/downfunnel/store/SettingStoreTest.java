package io.downfunnel.store;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.store.SettingStore.Change;
import io.downfunnel.store.SettingStore.Kept;
import io.downfunnel.store.sealed.KeyFile;
import io.downfunnel.store.sealed.Sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What admins enter: kept key by key, sealed where it is secret, and written down without a value. */
class SettingStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String SECRET = "a-secret-that-nobody-may-find";
    private static final String OTHER = "another-secret-that-nobody-may-find";

    private final Sealing sealing = sealing("downfunnel.key");
    private final SettingStore settings = new SettingStore(database.jdbi(), sealing);
    private final SettingValueStore values = new SettingValueStore(database.jdbi(), sealing);

    private static Sealing sealing(String file) {
        return new Sealing(database.jdbi(), new KeyFile(Path.of("target", "test-secrets", file)));
    }

    @BeforeEach
    void forget() {
        database.jdbi().useHandle(sql -> sql.execute("delete from connection_settings"));
    }

    private static Change change(Map<String, String> texts, Map<String, String> secrets, String... forgotten) {
        return new Change(texts, secrets, Set.of(forgotten));
    }

    private void keep(String connection, long seen, Change change) {
        assertThat(settings.change(connection, seen, change, "anna")).isTrue();
    }

    private long version(String connection) {
        return settings.versions().getOrDefault(connection, 0L);
    }

    @Test
    void what_was_entered_comes_out_again_and_a_secret_only_for_accounts() {
        keep("google", 0, change(Map.of("customer-id", "1234567890"), Map.of("client-secret", SECRET)));

        assertThat(values.of("google").byKey())
                .containsOnly(Map.entry("customer-id", "1234567890"), Map.entry("client-secret", SECRET));
        assertThat(settings.of("google"))
                .extracting(Kept::key, kept -> kept.value().orElse("-"), Kept::by)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("client-secret", "-", "anna"),
                        org.assertj.core.groups.Tuple.tuple("customer-id", "1234567890", "anna"));
        assertThat(values.of("linkedin").byKey()).isEmpty();
    }

    @Test
    void a_secret_stands_in_no_table_in_no_spelling() {
        keep("google", 0, change(Map.of("customer-id", "1234567890"), Map.of("client-secret", SECRET)));
        keep("google", version("google"), change(Map.of(), Map.of("client-secret", OTHER)));

        var tables = database.jdbi()
                .withHandle(sql -> sql.createQuery("""
                                select table_name from information_schema.tables
                                 where table_schema = 'public' and table_type = 'BASE TABLE'""").mapTo(String.class).list());
        assertThat(tables).contains("connection_setting", "audit_trail");
        for (var table : tables) {
            var dump = database.jdbi()
                    .withHandle(
                            sql -> sql.createQuery("select coalesce(string_agg(t::text, ' '), '') from " + table + " t")
                                    .mapTo(String.class)
                                    .one());
            for (var secret : List.of(SECRET, OTHER)) {
                assertThat(dump)
                        .as(table)
                        .doesNotContain(secret)
                        .doesNotContain(HexFormat.of().formatHex(secret.getBytes(UTF_8)));
            }
        }
    }

    @Test
    void every_change_has_another_version_and_a_removal_leaves_none() {
        keep("google", 0, change(Map.of("customer-id", "1"), Map.of()));
        long first = version("google");
        keep("google", first, change(Map.of("customer-id", "2"), Map.of()));
        long second = version("google");
        assertThat(second).isNotEqualTo(first);

        assertThat(settings.remove("google", "anna")).isTrue();
        assertThat(settings.versions()).doesNotContainKey("google");
        assertThat(settings.remove("google", "anna")).isFalse();

        keep("google", 0, change(Map.of("customer-id", "2"), Map.of()));
        assertThat(version("google")).isNotIn(first, second);
    }

    @Test
    void of_two_who_change_the_same_the_second_changes_nothing() {
        keep("google", 0, change(Map.of("customer-id", "1"), Map.of()));
        long seen = version("google");
        keep("google", seen, change(Map.of("customer-id", "2"), Map.of()));

        assertThat(settings.change("google", seen, change(Map.of("customer-id", "3"), Map.of()), "berta"))
                .isFalse();
        assertThat(settings.change("google", 0, change(Map.of("customer-id", "4"), Map.of()), "berta"))
                .isFalse();

        assertThat(values.of("google").byKey()).containsOnly(Map.entry("customer-id", "2"));
        assertThat(trail()).first().asString().startsWith("anna");
    }

    @Test
    void what_is_taken_out_is_gone_and_the_rest_stays() {
        keep("linkedin", 0, change(Map.of("account-id", "1"), Map.of("token", SECRET, "client-secret", OTHER)));
        keep("linkedin", version("linkedin"), change(Map.of(), Map.of(), "token", "account-id"));

        assertThat(values.of("linkedin").byKey()).containsOnly(Map.entry("client-secret", OTHER));
    }

    @Test
    void the_trail_names_who_the_connection_and_the_keys_and_no_value() {
        keep("google", 0, change(Map.of("customer-id", "1234567890"), Map.of("client-secret", SECRET), "route"));
        settings.remove("google", "anna");

        assertThat(trail().subList(0, 2))
                .containsExactly(
                        "anna CONNECTION_SETTINGS_REMOVED google ",
                        "anna CONNECTION_SETTINGS_CHANGED google set: customer-id; secret set: client-secret; taken out: route");
        assertThat(change(Map.of("customer-id", "1234567890"), Map.of("token", SECRET))
                        .toString())
                .doesNotContain("1234567890")
                .doesNotContain(SECRET);
    }

    /** The latest first. */
    private static List<String> trail() {
        return database.jdbi()
                .withHandle(sql -> sql.createQuery("""
                                select who || ' ' || what || ' ' || object || ' ' || details from audit_trail
                                 order by id desc""").mapTo(String.class).list());
    }

    @Test
    void a_sealed_value_opens_for_its_own_connection_and_key_only() {
        keep("google", 0, change(Map.of(), Map.of("client-secret", SECRET)));
        keep("linkedin", 0, change(Map.of("account-id", "7"), Map.of("client-secret", OTHER)));

        database.jdbi().useHandle(sql -> sql.execute("""
                update connection_setting set sealed = (select sealed from connection_setting where connection = 'google')
                 where connection = 'linkedin' and key = 'client-secret'"""));

        var moved = values.of("linkedin");
        assertThat(moved.byKey()).containsOnly(Map.entry("account-id", "7"));
        assertThat(moved.trouble()).get().asString().contains("linkedin/settings/client-secret");
        assertThat(values.of("google").trouble()).isEmpty();
    }

    @Test
    void with_a_new_key_secrets_are_forgotten_and_every_node_hears_of_it() {
        var lost = sealing("lost.key");
        database.jdbi().useHandle(sql -> sql.execute("delete from secret_key"));
        assertThat(new SettingStore(database.jdbi(), lost)
                        .change(
                                "google",
                                0,
                                change(Map.of("customer-id", "1"), Map.of("client-secret", SECRET)),
                                "anna"))
                .isTrue();
        keepPlain();
        long before = version("google");
        long plain = version("linkedin");

        lost.startAnew();

        assertThat(version("google")).isNotEqualTo(before);
        assertThat(version("linkedin")).isEqualTo(plain);
        assertThat(new SettingValueStore(database.jdbi(), lost).of("google").byKey())
                .containsOnly(Map.entry("customer-id", "1"));
        database.jdbi().useHandle(sql -> sql.execute("delete from secret_key"));
    }

    private void keepPlain() {
        assertThat(settings.change("linkedin", 0, change(Map.of("account-id", "7"), Map.of()), "anna"))
                .isTrue();
    }

    @Test
    void a_crm_is_paused_once_with_its_first_reason_and_resumed() {
        var pauses = new PauseStore(database.jdbi());
        assertThat(pauses.pause("salesforce", "Migration", "anna")).isTrue();
        assertThat(pauses.pause("salesforce", "Something else", "berta")).isFalse();

        assertThat(pauses.of("salesforce"))
                .get()
                .satisfies(pause -> assertThat(pause.sentence()).isEqualTo("Paused by anna: Migration."));
        assertThat(pauses.of("emea")).isEmpty();

        assertThat(pauses.resume("salesforce", "berta")).isTrue();
        assertThat(pauses.resume("salesforce", "berta")).isFalse();
        assertThat(pauses.all()).isEmpty();
        assertThat(trail().subList(0, 2))
                .containsExactly("berta EXTRACTION_RESUMED salesforce ", "anna EXTRACTION_PAUSED salesforce Migration");
    }
}
