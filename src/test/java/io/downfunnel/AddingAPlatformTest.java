package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.AdPlatformContract;
import io.downfunnel.platform.Descriptor.Capability;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/adding-a-platform.md shows the toy as it is: what its readers copy compiles, and answers to the contract. */
class AddingAPlatformTest {
    private static final Path PAGE = Path.of("docs/adding-a-platform.md");
    private static final String COMMAND = "./mvnw -q test -Dtest=AddingAPlatformTest -Ddownfunnel.docs=write";

    private static final Pattern BLOCK =
            Pattern.compile("^(`(src/[^`]+)`:\n\n```\\w*\n)(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `(src/[^`]+)` \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern COMMANDED = Pattern.compile("-Dtest='?([\\w,]+)");

    @Test
    void every_file_on_the_page_is_the_toys() throws IOException {
        if ("write".equals(System.getProperty("downfunnel.docs"))) {
            Files.writeString(PAGE, BLOCK.matcher(page()).replaceAll(AddingAPlatformTest::anew));
        }
        assertThat(blocks())
                .hasSizeGreaterThan(10)
                .allSatisfy((path, text) -> assertThat(toys(path))
                        .as(path + " is not what the page says any more. Write it anew: " + COMMAND)
                        .content()
                        .isEqualTo(text));
    }

    private static String anew(MatchResult block) {
        try {
            return Matcher.quoteReplacement(block.group(1) + Files.readString(toys(block.group(2))) + "```");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_file_of_the_toys_is_on_the_page() throws IOException {
        try (var files = Files.walk(Path.of("src/test"))) {
            assertThat(files.filter(file -> file.getParent().endsWith("acme")).filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(blocks().keySet().stream()
                            .map(AddingAPlatformTest::toys)
                            .toList());
        }
    }

    @Test
    void every_file_on_the_page_is_in_its_list_of_files() {
        assertThat(rows().entrySet().stream()
                        .filter(row -> !row.getValue().startsWith("`"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(blocks().keySet());
    }

    @Test
    void every_line_for_a_file_that_exists_is_the_toys() {
        var lines = rows();
        lines.values().removeIf(line -> !line.startsWith("`"));

        assertThat(lines).hasSize(3).allSatisfy((path, line) -> {
            assertThat(Path.of(path)).exists();
            assertThat(services(path)).content().containsPattern("(?m)^\\Q" + line.replace("`", "") + "\\E$");
        });
    }

    /** What the contract asks of some platforms only, a reader must not have to find out. */
    @Test
    void every_question_of_the_contract_is_on_the_page() {
        var contract = AdPlatformContract.class;
        assertThat(Stream.of(contract, contract.getInterfaces()[0])
                        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                        .filter(AddingAPlatformTest::toBeOverridden)
                        .map(Method::getName))
                .contains("clickValue", "bookedCost")
                .allSatisfy(AddingAPlatformTest::isOnThePage);
    }

    private static void isOnThePage(String method) {
        assertThat(page().contains(method + "(")).as(method).isTrue();
    }

    private static boolean toBeOverridden(Method method) {
        int modifiers = method.getModifiers();
        return (Modifier.isProtected(modifiers) || Modifier.isPublic(modifiers))
                && !Modifier.isStatic(modifiers)
                && !Modifier.isFinal(modifiers)
                && !method.isSynthetic()
                && !method.isAnnotationPresent(Test.class)
                && !answeredByTheKit(method);
    }

    private static boolean answeredByTheKit(Method method) {
        return method.getDeclaringClass() != AdPlatformContract.class
                && Stream.of(AdPlatformContract.class.getDeclaredMethods())
                        .anyMatch(kit -> kit.getName().equals(method.getName()));
    }

    @Test
    void everything_that_a_platform_may_say_and_do_is_on_the_page() {
        assertThat(Stream.of(AdPlatform.class, AdAccount.class)
                        .flatMap(type -> Stream.of(type.getMethods()))
                        .map(Method::getName))
                .contains("upload", "signIn")
                .allSatisfy(AddingAPlatformTest::isOnThePage);
        assertThat(Capability.values())
                .allSatisfy(capability -> assertThat(page()).contains("`" + capability + "`"));
    }

    @Test
    void every_test_that_the_page_names_exists() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            var tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
            assertThat(COMMANDED
                            .matcher(page())
                            .results()
                            .flatMap(command -> Stream.of(command.group(1).split(","))))
                    .hasSizeGreaterThan(3)
                    .isSubsetOf(tests);
        }
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By path. */
    private static Map<String, String> blocks() {
        return BLOCK.matcher(page())
                .results()
                .collect(Collectors.toMap(block -> block.group(2), block -> block.group(3)));
    }

    private static Map<String, String> rows() {
        return ROW.matcher(page())
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (one, other) -> one, TreeMap::new));
    }

    /** What the page has below src/main is the toy's below src/test. */
    private static Path toys(String path) {
        return Path.of(path.replaceFirst("^src/main/", "src/test/"));
    }

    private static Path services(String path) {
        return path.startsWith("src/main/resources/")
                ? Toy.SERVICES.resolve(path.substring("src/main/resources/".length()))
                : Path.of(path);
    }
}
