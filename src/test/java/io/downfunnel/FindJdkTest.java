package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FindJdkTest {
    @TempDir
    Path machine;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void set_up_a_machine_without_any_jdk() throws IOException {
        environment.put("PATH", Shell.tools(machine.resolve("tools")).toString());
        environment.put("DOWNFUNNEL_JDK_FOLDERS", machine.resolve("none").toString());
    }

    @Test
    void java_home_is_taken_when_it_is_new_enough() throws IOException {
        var home = Shell.fakeJdk(machine.resolve("my jdk"), "21.0.4");
        environment.put("JAVA_HOME", home.toString());
        installed("25");

        assertThat(found()).isEqualTo(home.toString());
    }

    @Test
    void an_old_java_home_gives_way_to_the_java_on_the_path() throws IOException {
        environment.put(
                "JAVA_HOME", Shell.fakeJdk(machine.resolve("old"), "17.0.12").toString());
        var onPath = Shell.fakeJdk(machine.resolve("on path"), "22");
        Files.createDirectories(machine.resolve("links"));
        Files.createSymbolicLink(machine.resolve("links/javac"), onPath.resolve("bin/javac"));
        environment.merge("PATH", machine.resolve("links").toString(), (tools, links) -> links + ":" + tools);

        assertThat(found()).isEqualTo(onPath.toRealPath().toString());
    }

    @Test
    void the_newest_of_the_installed_ones_is_taken_when_the_default_is_too_old() throws IOException {
        var old = Shell.fakeJdk(machine.resolve("default"), "17.0.12");
        environment.merge("PATH", old.resolve("bin").toString(), (tools, bin) -> bin + ":" + tools);
        installed("1.8.0_392");
        installed("21.0.1");
        installed("100-ea");
        installed("25.0.1");

        assertThat(found()).isEqualTo(machine.resolve("jdks/jdk-100-ea").toString());
    }

    @Test
    void a_runtime_without_compiler_is_no_jdk() throws IOException {
        installed("25");
        Files.delete(machine.resolve("jdks/jdk-25/bin/javac"));
        installed("21");

        assertThat(found()).isEqualTo(machine.resolve("jdks/jdk-21").toString());
    }

    @Test
    void bundles_of_macos_and_kegs_of_homebrew_are_looked_into() throws IOException {
        var bundle = Shell.fakeJdk(machine.resolve("bundles/temurin-25.jdk/Contents/Home"), "25");
        environment.put("DOWNFUNNEL_JDK_FOLDERS", machine.resolve("bundles").toString());
        assertThat(found()).isEqualTo(bundle.toString());

        var keg = Shell.fakeJdk(machine.resolve("opt/openjdk@21/libexec/openjdk.jdk/Contents/Home"), "21");
        environment.put("DOWNFUNNEL_JDK_FOLDERS", machine.resolve("opt").toString());
        assertThat(found()).isEqualTo(keg.toString());
    }

    @Test
    void where_there_is_none_one_sentence_says_what_to_install() throws IOException {
        installed("17.0.12");

        var result = find();

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("needs a JDK 21 or newer", "install one", "JAVA_HOME")
                .hasLineCount(1);
    }

    @Test
    void it_works_in_a_strict_shell_that_knows_no_home() throws IOException {
        installed("25");

        var result = Shell.run(
                Path.of("").toAbsolutePath(),
                environment,
                "sh",
                "-c",
                "set -eu; . ./.mvn/find-jdk.sh; echo \"$JAVA_HOME\"");

        assertThat(result.out().strip())
                .isEqualTo(machine.resolve("jdks/jdk-25").toString());
    }

    private void installed(String version) throws IOException {
        Shell.fakeJdk(machine.resolve("jdks/jdk-" + version), version);
        environment.put("DOWNFUNNEL_JDK_FOLDERS", machine.resolve("no such folder") + ":" + machine.resolve("jdks"));
    }

    private String found() {
        var result = find();
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().strip();
    }

    private Shell.Result find() {
        return Shell.run(
                Path.of("").toAbsolutePath(), environment, "sh", "-c", ". ./.mvn/find-jdk.sh; echo \"$JAVA_HOME\"");
    }
}
