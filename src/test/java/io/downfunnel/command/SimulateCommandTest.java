package io.downfunnel.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.Bench;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.extract.SandboxedSalesforce;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.simulate.SimulateStep;
import io.downfunnel.simulate.UploadTimes;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.DossierStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** Over the history of a sandbox company. */
class SimulateCommandTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private static final Path SHIPPED = Path.of("config", "mappings.yaml");
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String FROM = TODAY.minusDays(360).toString();
    private static final String TO = TODAY.toString();

    private static FunnelStore funnels;
    private static SalesforceCheck salesforce;
    private static String document;

    record Ended(int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new AssertionError(out, e);
            }
        }
    }

    @BeforeAll
    static void a_company_with_a_history() throws IOException {
        document = Files.readString(SHIPPED);
        try (var sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(400))) {
            salesforce = SandboxedSalesforce.check(sandbox, database.jdbi());
            Bench.step(Bench.config(sandbox, Map.of()), database.jdbi())
                    .run(new Run(1, "node-1", Progress.unwatched()), MappingFile.accepted(document));
        }
        funnels = new FunnelStore(database.jdbi());
        funnels.put(document, Known.NOTHING, "test", "");
    }

    private static Ended simulate(String... arguments) {
        return simulate(database, arguments);
    }

    private static Ended simulate(TestDatabase on, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var clock = Clock.systemUTC();
        var step = new SimulateStep(
                new DossierStore(on.jdbi()),
                Map.of("google", SomePlatforms.GOOGLE, "linkedin", SomePlatforms.LINKEDIN),
                EVERY_NIGHT,
                Duration.ofHours(24),
                clock);
        try (var platforms = Platforms.installed(key -> Optional.empty(), clock)) {
            var known = new KnownNames(
                    platforms,
                    salesforce,
                    new ConversionActionStore(on.jdbi(), new ReportClaimStore(on.jdbi())),
                    clock);
            var command = new SimulateCommand(step, new FunnelStore(on.jdbi()), known, EVERY_NIGHT, clock);
            int exitCode = new CommandLine(command)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .setParameterExceptionHandler((mistake, args) -> {
                        err.append(mistake.getMessage());
                        return ExitCode.BROKE;
                    })
                    .execute(arguments);
            return new Ended(exitCode, out.toString(), err.toString());
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("mappings.yaml"), text);
    }

    @Test
    void it_prints_what_would_have_been_sent_as_one_object() throws IOException {
        var half = file(
                document.replace("value: { crm-amount: { factor: 1 } }", "value: { crm-amount: { factor: 0.5 } }"));

        var ended = simulate("--mappings", half.toString(), "--from", FROM, "--to", TO, "--json");

        assertThat(ended.exitCode()).isZero();
        var json = ended.json();
        assertThat(json.at("/days/first").asText()).isEqualTo(FROM);
        assertThat(json.at("/days/last").asText()).isEqualTo(TO);
        assertThat(json.at("/liveVersion").asInt()).isEqualTo(1);
        assertThat(json.at("/records").asInt()).isGreaterThanOrEqualTo(400);
        assertThat(json.at("/mappings").size()).isEqualTo(6);
        var won = json.at("/mappings/2");
        assertThat(won.at("/mapping").asText()).isEqualTo("Won deals to Google");
        assertThat(won.at("/total/sent").asInt()).isPositive();
        assertThat(won.at("/total/value/0/currency").asText()).isNotEmpty();
        assertThat(won.at("/difference/otherValue").asInt()).isPositive();
        assertThat(won.at("/weeks/0/week").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
        assertThat(won.at("/samples/0/recordId").asText()).startsWith("006");
        assertThat(json.at("/mappings/0/difference/same").asInt()).isPositive();
    }

    @Test
    void it_tells_the_same_to_people() {
        var ended = simulate("--mappings", SHIPPED.toString(), "--from", FROM, "--to", TO);

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .startsWith("What happened from " + FROM + " to " + TO
                        + " (UTC), compared with version 1. Nothing was sent.")
                .contains(
                        "Won deals to Google: closed-won → google 7000000003",
                        "recognised by: ",
                        "against the version in" + " force: the very same ");
    }

    @Test
    void it_changes_nothing() {
        var before = counts();
        simulate("--mappings", SHIPPED.toString(), "--from", FROM, "--to", TO);

        assertThat(counts()).isEqualTo(before);
    }

    private static List<String> counts() {
        return database.jdbi().withHandle(handle -> {
            var counts = new ArrayList<String>();
            handle.createQuery("select tablename from pg_tables where schemaname = 'public' order by 1")
                    .mapTo(String.class)
                    .forEach(table -> counts.add(table + " "
                            + handle.createQuery("select count(*) from " + table)
                                    .mapTo(Long.class)
                                    .one()));
            return counts;
        });
    }

    @Test
    void a_file_with_a_mistake_is_refused_with_the_sentences_of_an_import() throws IOException {
        var wrong = file(document.replace("stage: closed-won", "stage: closed-one"));

        var ended = simulate("--mappings", wrong.toString(), "--from", FROM, "--to", TO, "--json");

        assertThat(ended.exitCode()).isEqualTo(ExitCode.NEEDS_YOU);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("would be refused").contains("line ").contains("closed-one");
    }

    @Test
    void a_file_that_is_not_there_and_dates_that_are_none_end_it() {
        assertThat(simulate("--mappings", "nowhere.yaml", "--from", FROM, "--to", TO))
                .satisfies(ended -> {
                    assertThat(ended.exitCode()).isEqualTo(ExitCode.BROKE);
                    assertThat(ended.err()).contains("There is no file nowhere.yaml");
                });
        assertThat(simulate("--mappings", SHIPPED.toString(), "--from", "yesterday", "--to", TO))
                .satisfies(ended -> {
                    assertThat(ended.exitCode()).isEqualTo(ExitCode.BROKE);
                    assertThat(ended.err()).contains("“yesterday” is no date.");
                });
        assertThat(simulate(
                        "--mappings",
                        SHIPPED.toString(),
                        "--from",
                        TODAY.minusMonths(14).toString(),
                        "--to",
                        TO))
                .satisfies(ended -> {
                    assertThat(ended.exitCode()).isEqualTo(ExitCode.BROKE);
                    assertThat(ended.err()).contains("more than 13 months");
                });
        assertThat(simulate("--from", FROM, "--to", TO).exitCode()).isEqualTo(ExitCode.BROKE);
    }

    @Test
    void without_a_history_it_says_what_to_do_first() {
        try (var empty = TestDatabase.open()) {
            var ended = simulate(empty, "--mappings", SHIPPED.toString(), "--from", FROM, "--to", TO, "--json");

            assertThat(ended.exitCode()).isEqualTo(ExitCode.NEEDS_YOU);
            assertThat(ended.json().at("/records").asInt()).isZero();
            assertThat(ended.json().at("/liveVersion").isNull()).isTrue();
            assertThat(ended.err()).contains("run sync --once first");
        }
    }

    private static final UploadTimes EVERY_NIGHT = new UploadTimes() {
        @Override
        public ZoneId zone() {
            return ZoneId.of("UTC");
        }

        @Override
        public List<Instant> between(Instant from, Instant to) {
            return Stream.iterate(
                            from.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofMinutes(285)),
                            night -> night.isBefore(to),
                            night -> night.plus(Duration.ofDays(1)))
                    .toList();
        }
    };
}
