package io.downfunnel.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.Tap;
import io.downfunnel.reconcile.ReportsConfig;
import io.downfunnel.reconcile.ReportsStep;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.AdAccountStore;
import io.downfunnel.store.AdClickStore;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.DiagnosticStore;
import io.downfunnel.store.FormLeadStore;
import io.downfunnel.store.ReportClaimStore;
import io.downfunnel.store.ReportStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/operating.md says that a night takes of each platform's quota, counted on the wire to the sandbox. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class CallsOfANightTest {
    private static final Path PAGE = Path.of("docs/operating.md");
    private static final int CONVERSIONS = 100;
    private static final int CLICK_DAYS = 90;
    private static final Map<String, String> ACTIONS =
            Map.of("google", "7000000001", "linkedin", "30111220", "microsoft", "46000001");

    private TestDatabase database;
    private Sandbox sandbox;
    private Tap tap;
    private Instant now = Instant.now();
    private Platforms platforms;

    /** What each of them was asked. */
    private record Calls(long writes, long reads, long operations, long linkedin, long microsoft) {
        Calls since(Calls before) {
            return new Calls(
                    writes - before.writes,
                    reads - before.reads,
                    operations - before.operations,
                    linkedin - before.linkedin,
                    microsoft - before.microsoft);
        }
    }

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300));
        tap = new Tap(sandbox.url());
        platforms = platforms();
    }

    private Platforms platforms() {
        var settings = settings();
        return Platforms.installed(key -> Optional.ofNullable(settings.get(key)), Clock.fixed(now, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        platforms.close();
        tap.close();
        sandbox.close();
        database.close();
    }

    /** Of each platform what the sandbox names, and nothing that would change how often it is asked. */
    private Map<String, String> settings() {
        var settings = new HashMap<>(Sandbox.settings(tap.url()));
        settings.put("downfunnel.microsoft.enabled", "true");
        settings.put("downfunnel.microsoft.report-pause", "PT0.02S");
        var google = sandbox.accounts().google();
        // How fast they go out does not change how many they are, and the test's clock stands still.
        settings.put("downfunnel.google.requests-per-minute", "1000000");
        settings.put("downfunnel.google.data-manager.url", tap.url());
        settings.put("downfunnel.google.ads.endpoint", sandbox.adsEndpoint());
        settings.put("downfunnel.google.token-url", tap.url() + "/token");
        settings.put("downfunnel.google.customer-id", google.customerId());
        settings.put("downfunnel.google.client-id", google.clientId());
        settings.put("downfunnel.google.client-secret", google.clientSecret());
        settings.put("downfunnel.google.refresh-token", google.refreshToken());
        var linkedin = sandbox.accounts().linkedin();
        settings.put("downfunnel.linkedin.url", tap.url());
        settings.put("downfunnel.linkedin.token-url", tap.url() + "/oauth/v2/accessToken");
        settings.put("downfunnel.linkedin.token", linkedin.directToken());
        settings.put("downfunnel.linkedin.account-id", linkedin.accountId());
        settings.put("downfunnel.linkedin.client-id", linkedin.clientId());
        settings.put("downfunnel.linkedin.client-secret", linkedin.clientSecret());
        settings.put("downfunnel.linkedin.refresh-token", linkedin.refreshToken());
        return settings;
    }

    private Calls calls() {
        return new Calls(
                tap.requests("/v1/events:ingest"),
                tap.requests("/v1/requestStatus:retrieve"),
                operations(),
                tap.requests("/rest/"),
                // Whether a report is ready is asked every ten seconds, for as long as it takes.
                tap.requests("/v13/") - tap.requests("/GenerateReport/Poll"));
    }

    private long operations() {
        long operations = 0;
        for (var call : Visitor.to(sandbox)
                .get("/__sandbox/books/google?list=adsCalls&size=10000")
                .json()
                .path("adsCalls")) {
            operations += call.path("operations").asLong();
        }
        return operations;
    }

    @Test
    void the_page_says_what_a_night_takes_of_each_quota() throws IOException {
        var before = calls();
        deliver();
        var uploads = calls().since(before);
        clicksOfOurs();
        before = calls();
        read();
        var first = calls().since(before);
        for (int night = 0; night < 5; night++) {
            later(Duration.ofDays(1));
            before = calls();
            read();
        }
        var usual = calls().since(before);

        var table = String.join(
                "\n",
                row("Google Data Manager API, uploads", pace("google"), Calls::writes, uploads, first, usual),
                row("Google Data Manager API, questions", pace("google"), Calls::reads, uploads, first, usual),
                row(
                        "Google Ads API, Explorer access",
                        "2,880 operations a day",
                        Calls::operations,
                        uploads,
                        first,
                        usual),
                row("LinkedIn, all calls", pace("linkedin"), Calls::linkedin, uploads, first, usual),
                row("Microsoft Advertising, all calls", pace("microsoft"), Calls::microsoft, uploads, first, usual));
        assertThat(Files.readString(PAGE).contains(table))
                .as("In docs/operating.md it should say:\n" + table)
                .isTrue();
    }

    private static String row(
            String quota, String size, ToLongFunction<Calls> which, Calls uploads, Calls first, Calls usual) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d |",
                quota,
                size,
                which.applyAsLong(uploads),
                which.applyAsLong(first),
                which.applyAsLong(usual));
    }

    /** As we keep it. */
    private String pace(String platform) {
        Pace pace = platforms.descriptor(platform).orElseThrow().requests();
        return String.format(Locale.ROOT, "%,d a minute, %,d a day", pace.perMinute(), pace.perDay());
    }

    private void deliver() {
        var rows = new ConversionRows(database);
        var delivery = new Delivery(database, Map.of());
        platforms.accounts().forEach((name, account) -> {
            rows.readyOf(
                    name, ACTIONS.get(name), account.descriptor().clickIds().getFirst(), CONVERSIONS);
            delivery.deliver(account);
        });
        delivery.later(Duration.ofMinutes(31));
        Visitor.eventually(
                () -> Visitor.to(sandbox).totals("google").path("processing").asInt() == 0);
        platforms.accounts().forEach((name, account) -> delivery.verdicts(account));
    }

    /** On every day, some of which no platform ever finds: nothing asks for more. */
    private void clicksOfOurs() {
        IntStream.range(0, CLICK_DAYS + 10)
                .forEach(day -> database.jdbi().useHandle(handle -> {
                    long event = handle.createQuery("""
                            insert into stage_event (organization_id, lineage, stage, occurrence, object, record_id, occurred_at,
                                                     evidence)
                            values (1, :click, 'lead', 1, 'Lead', :click, now(), 'created') returning id""")
                            .bind("click", "click-" + day)
                            .mapTo(Long.class)
                            .one();
                    handle.execute(
                            "insert into matched_click values (?, 'GCLID', ?, ?, 'RECORDED', 'FITS', 'own', 'Lead', '00Q1')",
                            event,
                            "click-" + day,
                            now.plus(Duration.ofDays(10L - day)).atOffset(ZoneOffset.UTC));
                }));
    }

    private void later(Duration time) {
        now = now.plus(time);
        // Tokens of the day before have ended.
        platforms.close();
        platforms = platforms();
        Visitor.to(sandbox).control("clock", "{\"advance\":\"%s\"}".formatted(time));
    }

    private void read() {
        var jdbi = database.jdbi();
        var claims = new ReportClaimStore(jdbi);
        var done = new ReportsStep(
                        claims,
                        new AdAccountStore(jdbi),
                        new ReportStore(jdbi, claims),
                        new AdClickStore(jdbi, claims),
                        new FormLeadStore(jdbi, claims),
                        new ConversionActionStore(jdbi, claims),
                        new DiagnosticStore(jdbi, claims),
                        new ConnectionStore(jdbi),
                        platforms,
                        new SmallRyeConfigBuilder()
                                .withMapping(ReportsConfig.class)
                                .build()
                                .getConfigMapping(ReportsConfig.class),
                        Clock.fixed(now, ZoneOffset.UTC))
                .run(Delivery.run("node-1"));
        assertThat(done).hasSize(3).allSatisfy((name, reported) -> {
            assertThat(reported.troubles()).as(name).isEmpty();
            assertThat(reported.later()).as(name).isZero();
        });
    }
}
