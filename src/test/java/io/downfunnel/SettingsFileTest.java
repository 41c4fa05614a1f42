package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsFileTest {
    private static final Path FILE = Path.of("config/application.yaml");

    @Test
    void it_sets_nothing_as_it_comes() throws IOException {
        var config = new SmallRyeConfigBuilder()
                .withSources(new YamlConfigSource("file", Files.readString(FILE), 100))
                .build();

        assertThat(config.getPropertyNames())
                .filteredOn(name -> name.startsWith("downfunnel"))
                .allSatisfy(name -> assertThat(config.getOptionalValue(name, String.class))
                        .as(name)
                        .isEmpty());
    }

    @Test
    void it_is_still_yaml_when_everything_in_it_is_switched_on() throws IOException {
        assertThat(switchedOn()).hasSizeGreaterThan(30);
    }

    @Test
    void every_key_in_it_exists() throws IOException {
        assertThat(switchedOn().keySet()).isSubsetOf(KnownSettings.byKey().keySet());
    }

    @Test
    void where_there_is_a_default_it_states_that() throws IOException {
        var known = KnownSettings.byKey();

        assertThat(switchedOn())
                .allSatisfy((key, stated) -> assertThat(Optional.ofNullable(known.get(key))
                                .flatMap(KnownSettings.Entry::fallback)
                                .orElse(stated))
                        .as("the default of " + key)
                        .isEqualTo(stated));
    }

    /** By full key, those that are commented out included. */
    private static Map<String, String> switchedOn() throws IOException {
        var lines = Files.readAllLines(FILE).stream()
                .map(line -> line.matches("\\s+# +[a-z-]+:( .*)?") ? line.replaceFirst("# ", "") : line)
                .collect(Collectors.joining("\n"));
        var settings = new TreeMap<String, String>();
        flatten("", new Yaml(new SafeConstructor(new LoaderOptions())).load(lines), settings);
        return settings;
    }

    private static void flatten(String key, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> below) {
            below.forEach((name, each) -> flatten(key.isEmpty() ? name.toString() : key + "." + name, each, into));
        } else {
            into.put(key, String.valueOf(value));
        }
    }
}
