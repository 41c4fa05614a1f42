package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sforce.soap.partner.fault.ExceptionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureTable;

import static org.assertj.core.api.Assertions.assertThat;

/** A vendor's code without a row, and a row without a code, fail here. */
class FailureTablesTest {
    private static final Path MEMBERS = Path.of("src/test/resources/io/downfunnel/failures");
    private static final Path HOSTS = Path.of("src/test/resources/io/downfunnel/failures.hosts");
    private static final Path SOURCES = Path.of("src/main/java/io/downfunnel");
    private static final Path TOY = Path.of("src/test/java/io/downfunnel/platform/acme");
    private static final Map<String, FailureTable> TABLES = FailureTables.withTheToy();

    record Members(String connection, String list, List<String> codes) {
        @Override
        public String toString() {
            return connection + ", " + list;
        }
    }

    static Stream<Members> members() throws IOException {
        try (var files = Files.walk(MEMBERS)) {
            var published = files.filter(Files::isRegularFile)
                    .sorted()
                    .map(FailureTablesTest::members)
                    .toList();
            var codes = Arrays.stream(ExceptionCode.values()).map(Enum::name).toList();
            return Stream.concat(published.stream(), Stream.of(new Members("salesforce", "ExceptionCode", codes)));
        }
    }

    /** A folder is a connection's id, with more behind a hyphen where the vendor has several interfaces. */
    private static Members members(Path file) {
        try {
            return new Members(
                    file.getParent().getFileName().toString().replaceFirst("-.*", ""),
                    file.getFileName().toString().replace(".members", ""),
                    codes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> codes(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("members")
    void every_member_of_a_vendors_list_has_a_row_and_every_row_is_a_member(Members members) {
        assertThat(rows(members.connection()))
                .filteredOn(row -> row.list().equals(members.list()))
                .extracting(FailureRow::code)
                .containsExactlyInAnyOrderElementsOf(members.codes());
    }

    @Test
    void every_list_in_a_table_is_a_vendors_or_says_that_it_is_ours() throws IOException {
        var published = members()
                .collect(Collectors.groupingBy(
                        Members::connection, TreeMap::new, Collectors.mapping(Members::list, Collectors.toSet())));

        assertThat(published).containsOnlyKeys(TABLES.keySet());
        TABLES.forEach((connection, table) -> assertThat(table.rows())
                .filteredOn(row -> !row.ours())
                .extracting(FailureRow::list)
                .isSubsetOf(published.get(connection)));
    }

    @Test
    void every_page_is_the_vendors_or_a_standards_and_encrypted() throws IOException {
        var hosts = codes(HOSTS);
        TABLES.values().stream()
                .flatMap(table -> table.rows().stream())
                .flatMap(row -> row.link().stream())
                .forEach(page -> {
                    assertThat(page).hasScheme("https");
                    assertThat(hosts).contains(page.getHost());
                });
    }

    @Test
    void a_code_that_nobody_has_seen_is_unclassified_for_every_vendor() {
        assertThat(TABLES).allSatisfy((connection, table) -> {
            assertThat(table.find("BRAND_NEW")).isEmpty();
            assertThat(table.of("BRAND_NEW").failureClass()).isEqualTo(io.downfunnel.domain.FailureClass.UNCLASSIFIED);
            assertThat(table.of("BRAND_NEW").cause()).contains(table.vendor());
        });
    }

    /** A failure that we make ourselves is in a table too, and there with the same class. */
    @Test
    void every_code_that_our_sources_make_has_a_row_of_its_class() {
        var made = Pattern.compile("new Failure\\(\\s*FailureClass\\.(\\w+),\\s*\"?(\\w+)\"?");
        var found = new TreeSet<String>();
        sources().forEach((file, text) -> {
            var match = made.matcher(text);
            while (match.find()) {
                found.add(match.group(2));
                assertThat(TABLES.values().stream()
                                .flatMap(table -> table.find(match.group(2)).stream())
                                .map(row -> row.failureClass().name())
                                .toList())
                        .as(match.group(2) + " in " + file)
                        .isNotEmpty()
                        .containsOnly(match.group(1));
            }
        });
        assertThat(found).contains("NO_ANSWER", "NOT_CONNECTED", "NO_TOKEN", "VERDICT_MISSING");
    }

    @Test
    void no_code_of_ours_is_left_over() {
        var texts = String.join("\n", sources().values());

        TABLES.forEach((connection, table) -> assertThat(table.rows())
                // Made of the status.
                .filteredOn(row -> row.ours() && !row.code().matches("HTTP_\\d{3}"))
                .allSatisfy(row -> assertThat(texts).contains("\"" + row.code() + "\"")));
    }

    private static TreeMap<Path, String> sources() {
        var texts = new TreeMap<Path, String>();
        try (var ours = Files.walk(SOURCES);
                var toys = Files.walk(TOY)) {
            for (var file : Stream.concat(ours, toys)
                    .filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith(SOURCES.resolve("sandbox")))
                    .toList()) {
                texts.put(file, Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static List<FailureRow> rows(String connection) {
        return List.copyOf(TABLES.get(connection).rows());
    }
}
