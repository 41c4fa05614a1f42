package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RunScriptTest {
    @TempDir
    Path machine;

    private Path checkout;
    private Map<String, String> environment;

    @BeforeEach
    void set_up_a_checkout() throws IOException {
        checkout = machine.resolve("a checkout");
        for (var file : new String[] {".mvn/find-jdk.sh", "src/main/sh/downfunnel"}) {
            Files.createDirectories(checkout.resolve(file).getParent());
            Files.copy(Path.of(file), checkout.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        environment = Map.of(
                "PATH", Shell.tools(machine.resolve("tools")).toString(),
                "JAVA_HOME", Shell.fakeJdk(machine.resolve("jdk"), "25").toString());
    }

    @Test
    void it_builds_what_is_missing_and_says_so_and_passes_the_arguments_on() throws IOException {
        Shell.script(checkout.resolve("mvnw"), """
                echo noise
                mkdir -p target/quarkus-app
                : > target/quarkus-app/quarkus-run.jar
                """);

        var result = run("explain", "a b", "--json");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("Building Downfunnel first, which takes a minute or two.\n");
        assertThat(result.out().lines())
                .contains(
                        "-Dsun.net.http.retryPost=false", "-XX:+ExitOnOutOfMemoryError", "-Ddownfunnel.terminal=false")
                .endsWith(
                        "-jar",
                        checkout.resolve("target/quarkus-app/quarkus-run.jar")
                                .toRealPath()
                                .toString(),
                        "explain",
                        "a b",
                        "--json");
    }

    @Test
    void it_does_not_build_twice() throws IOException {
        Shell.script(checkout.resolve("mvnw"), "exit 1");
        Files.createDirectories(checkout.resolve("target/quarkus-app"));
        Files.createFile(checkout.resolve("target/quarkus-app/quarkus-run.jar"));

        var result = run();

        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @Test
    void a_build_that_fails_is_shown() throws IOException {
        Shell.script(checkout.resolve("mvnw"), "echo 'no such symbol'; exit 7");

        var result = run("serve");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("no such symbol", "Downfunnel was not built");
    }

    @Test
    void it_finds_its_checkout_through_a_link() throws IOException {
        Shell.script(checkout.resolve("mvnw"), "mkdir -p target/quarkus-app; : > target/quarkus-app/quarkus-run.jar");
        var link = Files.createSymbolicLink(machine.resolve("downfunnel"), checkout.resolve("src/main/sh/downfunnel"));

        assertThat(Shell.run(machine, environment, link.toString()).exit()).isZero();
        assertThat(checkout.resolve("target/quarkus-app/quarkus-run.jar")).exists();
    }

    private Shell.Result run(String... arguments) {
        var command = new java.util.ArrayList<String>();
        command.add(checkout.resolve("src/main/sh/downfunnel").toString());
        command.addAll(java.util.List.of(arguments));
        return Shell.run(machine, environment, command.toArray(String[]::new));
    }
}
