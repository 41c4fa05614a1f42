package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationDocTest {
    private static final String COMMAND = "./mvnw -q test -Dtest=ConfigurationDocTest -Ddownfunnel.docs=write";

    @Test
    void the_page_says_what_the_code_does() throws IOException {
        if ("write".equals(System.getProperty("downfunnel.docs"))) {
            ConfigurationDoc.write();
        }
        assertThat(Files.readString(ConfigurationDoc.FILE))
                .as("docs/configuration.md is not what the code says any more. Write it anew: " + COMMAND)
                .isEqualTo(ConfigurationDoc.page());
    }

    @Test
    void every_setting_has_a_meaning() {
        assertThat(KnownSettings.rooms())
                .allSatisfy(room -> assertThat(room.meaning()).as(room.name()).isNotBlank())
                .allSatisfy(room -> assertThat(room.entries())
                        .as(room.name())
                        .allSatisfy(entry -> assertThat(entry.meaning())
                                .as(entry.key() + " says in its Javadoc what it is for")
                                .isNotBlank()));
    }

    @Test
    void every_key_that_the_sources_read_is_on_the_page() {
        var prefixes = KnownSettings.interfaces().stream()
                .map(type -> type.getAnnotation(ConfigMapping.class).prefix());
        var internal = Stream.of(
                // Told by the script that starts us.
                "downfunnel.terminal",
                // The usual name of the key file.
                "downfunnel.key",
                // A domain of made-up persons.
                "downfunnel.test");
        var known = Stream.of(KnownSettings.byKey().keySet().stream(), prefixes, internal)
                .flatMap(keys -> keys)
                .toList();

        assertThat(KnownSettings.readInSources()).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    @Test
    void the_sandbox_that_starts_early_has_the_defaults_of_its_interface() {
        var started = BootSandbox.settings(new SmallRyeConfigBuilder().build(), Path.of("data"));

        assertThat(Map.of(
                        "port", started.port(),
                        "seed", started.seed(),
                        "leads", started.leads(),
                        "speed", started.speed()))
                .allSatisfy((key, value) -> assertThat(KnownSettings.byKey()
                                .get("downfunnel.sandbox." + key)
                                .fallback())
                        .as(key)
                        .contains(value.toString()));
    }

    @Test
    void what_the_sandbox_sets_by_itself_exists() {
        assertThat(KnownSettings.byKey())
                .containsKeys(BootSandbox.haste(900).keySet().toArray(String[]::new));
    }

    @Test
    void secrets_sound_secret_and_nothing_else_does() {
        assertThat(KnownSettings.byKey().values())
                .allSatisfy(entry ->
                        assertThat(entry.secret()).as(entry.key()).isEqualTo(KnownSettings.soundsSecret(entry.key())));
    }
}
