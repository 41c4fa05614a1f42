package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        var switchedOn = Files.readAllLines(FILE).stream()
                .map(line -> line.matches("\\s+# +[a-z-]+:.*") ? line.replaceFirst("# ", "") : line)
                .collect(Collectors.joining("\n"));

        Map<String, Map<String, Object>> settings = new Yaml(new SafeConstructor(new LoaderOptions())).load(switchedOn);

        assertThat(settings).containsOnlyKeys("downfunnel");
        assertThat(settings.get("downfunnel"))
                .containsOnlyKeys(
                        "time-zone", "node", "sandbox", "database", "schedule", "salesforce", "google", "linkedin");
    }
}
