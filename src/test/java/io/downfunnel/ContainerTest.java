package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be said about the container files without a container engine. */
class ContainerTest {
    private static final Path DOCKER = Path.of("docker");

    @Test
    void two_nodes_share_one_database() throws IOException {
        var nodes = services().entrySet().stream()
                .filter(service -> service.getKey().startsWith("node-"))
                .map(Map.Entry::getValue)
                .toList();

        assertThat(nodes).hasSize(2);
        assertThat(nodes)
                .extracting(node -> environment(node).get("DOWNFUNNEL_DATABASE_URL"))
                .containsOnly("jdbc:postgresql://database:5432/downfunnel");
        assertThat(nodes)
                .extracting(node -> environment(node).get("DOWNFUNNEL_NODE"))
                .doesNotHaveDuplicates();
        assertThat(nodes).flatExtracting(node -> (List<?>) node.get("ports")).doesNotHaveDuplicates();
    }

    @Test
    void nothing_is_published_beyond_this_machine() throws IOException {
        assertThat(services().values())
                .flatExtracting(service -> (List<?>) service.getOrDefault("ports", List.of()))
                .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
    }

    @Test
    void everything_that_is_named_is_there() throws IOException {
        var build = (Map<?, ?>) services().get("node-one").get("build");
        var context = DOCKER.resolve(build.get("context").toString());
        assertThat(context.resolve(build.get("dockerfile").toString())).exists();
        assertThat(copiedFromTheCheckout())
                .isNotEmpty()
                .allSatisfy(source -> assertThat(context.resolve(source)).exists());
    }

    @Test
    void it_does_not_run_as_root_and_can_be_asked_how_it_is() throws IOException {
        assertThat(instructions())
                .contains("USER downfunnel")
                .anyMatch(line -> line.startsWith("HEALTHCHECK"))
                .anyMatch(line -> line.startsWith("ENTRYPOINT") && line.contains("quarkus-run.jar"));
    }

    private static List<String> copiedFromTheCheckout() throws IOException {
        return instructions().stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .flatMap(line -> {
                    var words = List.of(line.split("\\s+"));
                    return words.subList(1, words.size() - 1).stream();
                })
                .toList();
    }

    private static List<String> instructions() throws IOException {
        try (Stream<String> lines = Files.lines(DOCKER.resolve("Containerfile"))) {
            return lines.filter(line -> !line.startsWith("#")).toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() throws IOException {
        try (var reader = Files.newBufferedReader(DOCKER.resolve("compose.yaml"))) {
            Map<String, Object> compose = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return (Map<String, Map<String, Object>>) compose.get("services");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> environment(Map<String, Object> service) {
        return (Map<String, String>) service.get("environment");
    }
}
