package io.downfunnel.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.extract.SandboxedSalesforce;
import io.downfunnel.mappings.Known;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.schedule.PutTogether;
import io.downfunnel.store.AuditedRows;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.QuotaStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command {@code check} at a sandbox whose vendors are at fault, one fault after the other: each line of its lists turns
 * red for what it is there for, with what follows from that and nothing else, and says how to mend it.
 */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class EveryCheckTest {
    private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

    private static Sandbox sandbox;
    private static AuditedRows made;
    private static Platforms usual;
    private static Platforms classic;

    @Inject
    Jdbi jdbi;

    @Inject
    PutTogether together;

    @Inject
    ObjectMapper json;

    @BeforeAll
    static void open() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300));
        usual = platforms(Map.of());
        classic = platforms(Reds.CLASSIC);
    }

    @AfterAll
    static void close() {
        usual.close();
        classic.close();
        sandbox.close();
    }

    private static Platforms platforms(Map<String, String> otherwise) {
        var google = sandbox.accounts().google();
        var linkedin = sandbox.accounts().linkedin();
        var url = sandbox.url();
        var settings = new HashMap<>(Sandbox.settings(url));
        settings.put("downfunnel.microsoft.enabled", "true");
        settings.put("downfunnel.google.data-manager.url", url);
        settings.put("downfunnel.google.ads.endpoint", sandbox.adsEndpoint());
        settings.put("downfunnel.google.token-url", url + "/token");
        settings.put("downfunnel.google.customer-id", google.customerId());
        settings.put("downfunnel.google.client-id", google.clientId());
        settings.put("downfunnel.google.client-secret", google.clientSecret());
        settings.put("downfunnel.google.refresh-token", google.refreshToken());
        settings.put("downfunnel.linkedin.url", url);
        settings.put("downfunnel.linkedin.token-url", url + "/oauth/v2/accessToken");
        settings.put("downfunnel.linkedin.token", linkedin.directToken());
        settings.put("downfunnel.linkedin.account-id", linkedin.accountId());
        settings.put("downfunnel.linkedin.client-id", linkedin.clientId());
        settings.put("downfunnel.linkedin.client-secret", linkedin.clientSecret());
        settings.put("downfunnel.linkedin.refresh-token", linkedin.refreshToken());
        settings.putAll(otherwise);
        return Platforms.installed(key -> Optional.ofNullable(settings.get(key)), Clock.systemUTC());
    }

    @BeforeEach
    void nothing_is_wrong() {
        if (made == null) {
            jdbi.useHandle(
                    sql -> sql.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                            + " values ('salesforce', '', 'Sandbox Machines', true) on conflict do nothing"));
            assertThat(new FunnelStore(jdbi).put(mappings(), Known.NOTHING, "test", ""))
                    .isInstanceOf(FunnelStore.Import.Activated.class);
            made = new AuditedRows(new ConversionRows(jdbi));
        }
        made.clear();
        jdbi.useHandle(sql -> {
            sql.execute("delete from api_budget");
            sql.execute(
                    "update organization set salesforce_id = ?",
                    sandbox.accounts().salesforce().organizationId());
        });
        for (var name : List.of("google", "linkedin", "microsoft")) {
            quota(name, Endpoint.UPLOAD, Optional.empty());
        }
        quota("google", Endpoint.VERDICT, Optional.empty());
        visitor().control("reset", "{}");
        visitor().control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":true}");
    }

    /** Those that we ship, and the same for Microsoft. */
    private static String mappings() {
        try {
            var shipped = Files.readString(Path.of("config", "mappings.yaml"));
            return shipped.replace(
                    "\nexclude:\n",
                    microsoft("qualified", "46000001")
                            + microsoft("opportunity", "46000002")
                            + microsoft("closed-won", "46000003")
                            + "\nexclude:\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String microsoft(String stage, String goal) {
        return """

                  - name: %s to Microsoft
                    stage: %s
                    destination: microsoft
                    action: %s
                    value: none
                    identifiers: [msclkid]
                    consent: *told-to-google
                    count: once
                    attribution-window: 90d
                """.formatted(stage, stage, goal);
    }

    private void quota(String connection, Endpoint endpoint, Optional<Instant> moreAt) {
        var now = Instant.now();
        new QuotaStore(jdbi).note(new QuotaStore.Use(connection, endpoint, 90, 100, now, 0, 1, moreAt, now));
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }

    /**
     * What a run of the command printed.
     *
     * @param lines of all lists, by name
     * @param ends what ends when, by what it is
     */
    private record Seen(int exitCode, Map<String, JsonNode> lines, Map<String, JsonNode> ends) {
        static Seen of(int exitCode, JsonNode printed) {
            var lines = new TreeMap<String, JsonNode>();
            Stream.concat(
                            Reds.stream(printed.path("connections")).flatMap(list -> Reds.stream(list.path("items"))),
                            Reds.stream(printed.path("records")))
                    .forEach(line -> assertThat(lines.put(line.path("name").asText(), line))
                            .as("another line " + line)
                            .isNull());
            return new Seen(
                    exitCode,
                    lines,
                    Reds.stream(printed.path("cliffs"))
                            .collect(Collectors.toMap(end -> end.path("what").asText(), end -> end)));
        }

        Map<String, JsonNode> red() {
            return lines.entrySet().stream()
                    .filter(line -> !line.getValue().path("state").asText().equals("OK"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    private Seen look(Platforms platforms) {
        return look(platforms, Clock.systemUTC());
    }

    private Seen look(Platforms platforms, Clock clockOfEnds) {
        var out = new StringWriter();
        int exitCode =
                command(platforms, clockOfEnds).setOut(new PrintWriter(out)).execute("--json");
        try {
            return Seen.of(exitCode, json.readTree(out.toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private CommandLine command(Platforms platforms, Clock clockOfEnds) {
        var salesforce = SandboxedSalesforce.check(sandbox, jdbi);
        var cliffs = together.cliffs(platforms, salesforce, clockOfEnds);
        return new CommandLine(new CheckCommand(
                salesforce,
                platforms,
                new FunnelStore(jdbi),
                together.names(platforms, salesforce, Clock.systemUTC()),
                new ConnectionReadStore(jdbi),
                together.watch(platforms, cliffs),
                cliffs,
                Clock.systemUTC(),
                json));
    }

    static Stream<Red> reds() {
        return Reds.all();
    }

    @Test
    void all_lines_are_green_at_first_and_there_is_none_that_nothing_turns_red() {
        var lines = new TreeSet<String>();
        for (var platforms : List.of(usual, classic)) {
            var seen = look(platforms);

            assertThat(seen.red()).isEmpty();
            assertThat(seen.exitCode()).isZero();
            lines.addAll(seen.lines().keySet());
        }

        assertThat(reds().map(Red::line).collect(Collectors.toSet())).containsAll(lines);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reds")
    void each_turns_red_for_what_it_is_there_for_and_says_how_to_mend_it(Red red) {
        red.because().forEach(this::strike);

        var seen = red.settings().equals(Map.of())
                ? look(usual)
                : red.settings().equals(Reds.CLASSIC) ? look(classic) : lookOnce(red.settings());

        assertThat(seen.lines()).containsKey(red.line());
        var line = seen.lines().get(red.line());
        assertThat(line.path("state").asText())
                .as(line.toString())
                .isEqualTo(red.state().name());
        assertThat(line.path("found").asText()).contains(red.found());
        assertThat(line.path("remedy").asText()).contains(red.remedy());
        assertThat(seen.red().keySet()).isEqualTo(red.withWhatFollows());
        assertThat(seen.red().values())
                .allSatisfy(each -> assertThat(each.path("remedy").asText()).isNotBlank());
        assertThat(seen.exitCode())
                .isEqualTo(
                        seen.red().values().stream()
                                        .anyMatch(each ->
                                                each.path("state").asText().equals("FAILED"))
                                ? ExitCode.NEEDS_YOU
                                : ExitCode.FINE);
    }

    private Seen lookOnce(Map<String, String> settings) {
        try (var platforms = platforms(settings)) {
            return look(platforms);
        }
    }

    private void strike(Red.Cause cause) {
        switch (cause) {
            case Red.Cause.Control(var path, var argument) -> visitor().control(path, argument);
            case Red.Cause.Statement(var sql) -> jdbi.useHandle(handle -> handle.execute(sql));
            case Red.Cause.Spent(var connection, var endpoint) -> quota(connection, endpoint, Optional.of(TOMORROW));
            case Red.Cause.Broken(var invariant) -> made.breakOne(invariant, "qualified");
        }
    }

    @Test
    void each_date_is_over_when_it_has_come_and_says_what_to_do_before() {
        for (var end : look(usual).ends().values()) {
            var what = end.path("what").asText();
            var day = LocalDate.parse(end.path("on").asText());

            assertThat(look(usual, noonOf(day.minusDays(1)))
                            .ends()
                            .get(what)
                            .path("distance")
                            .asText())
                    .isEqualTo("VERY_NEAR");
            var over = look(usual, noonOf(day));

            assertThat(over.ends().get(what).path("distance").asText()).isEqualTo("OVER");
            assertThat(over.ends().get(what).path("remedy").asText())
                    .containsAnyOf("Update Downfunnel", "Raise downfunnel.");
            assertThat(over.exitCode()).isEqualTo(ExitCode.NEEDS_YOU);
        }
    }

    private static Clock noonOf(LocalDate day) {
        return Clock.fixed(day.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    }

    /** To an action with another name goes what went to it before. */
    @Test
    void a_conversion_action_that_was_renamed_is_shown_by_its_new_name() {
        visitor().control("google/add-action", Reds.actionWith("7000000001", "Qualified lead", "Now mine"));
        visitor().control("linkedin/rule", "{\"id\":\"30111220\",\"name\":\"Now mine\"}");
        visitor().control("microsoft/goal", "{\"id\":\"46000001\",\"name\":\"Now mine\",\"paused\":false}");

        var seen = look(usual);

        assertThat(seen.red()).isEmpty();
        for (var line : List.of(
                "Google Ads: conversion action 7000000001",
                "LinkedIn: rule 30111220",
                "Microsoft Advertising: conversion goal 46000001")) {
            assertThat(seen.lines().get(line).path("found").asText()).contains("Now mine");
        }
    }

    @Test
    void on_a_terminal_the_remedy_stands_below_what_was_found() {
        visitor().control("microsoft/auto-tagging", "{\"on\":false}");
        var out = new StringWriter();

        int exitCode =
                command(usual, Clock.systemUTC()).setOut(new PrintWriter(out)).execute();

        assertThat(exitCode).isEqualTo(ExitCode.NEEDS_YOU);
        assertThat(out.toString())
                .containsPattern("  FAILED   Microsoft Advertising: click IDs: Microsoft does not add .*\\R"
                        + " +-> Switch on auto-tagging")
                .contains("  OK       Google Ads: auto-tagging:");
    }
}
