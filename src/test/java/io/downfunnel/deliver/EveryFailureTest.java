package io.downfunnel.deliver;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.EveryRow;
import io.downfunnel.FailureTables;
import io.downfunnel.connect.Connections;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Node;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.google.Google;
import io.downfunnel.platform.linkedin.LinkedIn;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.TokenStore;
import io.downfunnel.store.sealed.KeyFile;
import io.downfunnel.store.sealed.OtherInstallation;
import io.downfunnel.store.sealed.Sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Lets the sandbox say every code of Google's Data Manager API and of LinkedIn over the wire, in its documented shape, and
 * holds what the adapter hears and what delivery decides against the table. The Google Ads API is heard in
 * {@code EveryAdsFailureTest}; here its rows are held against what delivery decides.
 */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class EveryFailureTest {
    private static final String NOWHERE = "http://127.0.0.1:1";
    private static final String UPLOADS = "/v1/events|/rest/conversionEvents";
    private static final String STATUS = "/v1/requestStatus";
    private static final String TOKENS = "/token|/oauth/v2/accessToken";
    /** Of the node that people sign in on. */
    private static final KeyFile KEY = new KeyFile(Path.of("target", "test-secrets", "downfunnel.key"));

    private static final String CLICK = "Cj0KCQiA000001BhCkARIsAJ3zWn_abcdefghijklmnopqrstuvwxyz0123456789EALw_wcB";

    private static final Days YESTERDAY =
            Days.only(LocalDate.now(Clock.systemUTC()).minusDays(1));

    private static final Map<String, String> REFRESHING = Map.of(
            "version", "202609",
            "client-id", "sandbox-linkedin-client",
            "client-secret", "sandbox-linkedin-secret",
            "refresh-token", "AQX-sandbox-linkedin-refresh-token");

    private static Sandbox sandbox;
    private static Jdbi jdbi;
    private static int events;

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
        visitor().click("GCLID", CLICK, "1234567890", Duration.ofDays(3), "");
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @Inject
    Jdbi database;

    @BeforeEach
    void nothing_is_wrong() {
        jdbi = database;
        jdbi.useHandle(sql -> sql.execute("delete from sign_in"));
        visitor().delete("/__sandbox/faults");
        visitor().control("google/withhold", "{\"on\":false}");
        visitor().control("linkedin/campaigns", "{\"count\":0}");
        visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\",\"r_ads_reporting\"]}");
    }

    static Stream<FailureRow> googleAds() {
        return FailureTables.of("google").rows().stream()
                .filter(row -> row.code().contains("."));
    }

    @EveryRow(
            of = "google",
            codes = "[^.]+",
            but = {"NODE_LOST", "REPORT_UNUSABLE"})
    void every_row_of_the_data_manager_api_is_what_becomes_of_its_code(FailureRow row) {
        google(row).isWhatTheTableSays(row);
    }

    @EveryRow(
            of = "linkedin",
            but = {"NODE_LOST", "REPORT_UNUSABLE"})
    void every_row_of_linkedin_is_what_becomes_of_its_code(FailureRow row) {
        linkedIn(row).isWhatTheTableSays(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("googleAds")
    void every_row_of_the_google_ads_api_has_its_decision(FailureRow row) {
        var failure = FailureTables.of("google").of(row.code()).failure("The platform's own words");
        var heard = row.reach() == Reach.EVENT
                ? new Heard.Told(new Verdict.Refused(List.of(new Verdict.Tally(failure, 1))))
                : new Heard.Broken(new PlatformException(
                        failure,
                        row.reach() == Reach.ACTION ? PlatformException.Scope.ACTION : PlatformException.Scope.ACCOUNT,
                        Optional.empty(),
                        null));

        heard.isWhatTheTableSays(row);
    }

    private static Heard google(FailureRow row) {
        return switch (row.list()) {
            case "ErrorReason" -> googleRefusal(row);
            case "WarningReason", "ProcessingWarningReason" -> googleWarning(row);
            case "ProcessingErrorReason" -> googleVerdict(row.code());
            case "google.api.ErrorReason" -> {
                error("google", UPLOADS, status(row), "reason", row.code());
                yield upload(google(Map.of()), 1);
            }
            case "OAuth" -> {
                error("google", TOKENS, 400, "reason", row.code());
                yield upload(google(Map.of()), 1);
            }
            default -> ofOurs("google", row);
        };
    }

    private static int status(FailureRow row) {
        return switch (row.failureClass()) {
            case AUTHENTICATION -> 401;
            case THROTTLED -> 429;
            case TRANSIENT,
                    CONFIGURATION,
                    PERMANENT,
                    DELAY,
                    DUPLICATE,
                    OCCUPIED,
                    EXPECTED,
                    UNKNOWN_OUTCOME,
                    UNCLASSIFIED -> 403;
        };
    }

    private static Heard googleRefusal(FailureRow row) {
        switch (row.code()) {
            case "INVALID_REQUEST_ID" -> {
                error("google", STATUS, 400, "reason", row.code(), "field", "request_id");
                return verdict(google(Map.of()), "any");
            }
            case "INTERNAL_ERROR" -> error("google", UPLOADS, 500, "reason", row.code());
            case "DEADLINE_EXCEEDED" -> error("google", UPLOADS, 504, "reason", row.code());
            case "RESOURCE_EXHAUSTED" -> error("google", UPLOADS, 429, "reason", row.code());
            case "PERMISSION_DENIED" -> error("google", UPLOADS, 403, "reason", row.code());
            case "NOT_FOUND" -> error("google", UPLOADS, 404, "reason", row.code());
            default ->
                error(
                        "google",
                        UPLOADS,
                        400,
                        "reason",
                        row.code(),
                        "field",
                        row.reach() == Reach.EVENT ? "events.events[0]" : "destinations[0]");
        }
        return upload(google(Map.of()), 1);
    }

    private static Heard googleVerdict(String reason) {
        visitor().control("google/next-verdict", "{\"reason\":\"%s\",\"times\":1}".formatted(reason));
        try (var account = google(Map.of())) {
            return new Heard.Told(decided(account));
        }
    }

    private static Verdict decided(AdAccount account) {
        var requestId = account.upload(batch("google", 1)).requestId().orElseThrow();
        Visitor.eventually(() -> !(account.verdict(requestId) instanceof Verdict.Pending));
        return account.verdict(requestId);
    }

    private static Heard googleWarning(FailureRow row) {
        visitor().control("google/next-warning", "{\"reason\":\"%s\",\"times\":1}".formatted(row.code()));
        try (var account = google(Map.of())) {
            if (row.list().equals("WarningReason")) {
                var receipt = account.upload(batch("google", 1));
                assertThat(receipt.outcomes()).containsValue(new Outcome.Accepted());
                assertThat(receipt.warnings()).singleElement().asString().contains(row.cause());
                return new Heard.Remarked(row.failure(""));
            }
            var counted = (Verdict.Counted) decided(account);
            return new Heard.Remarked(counted.warnings().getFirst().failure());
        }
    }

    private static Heard linkedIn(FailureRow row) {
        switch (row.list()) {
            case "gateway" -> error("linkedin", UPLOADS, gatewayStatus(row), "code", row.code(), "message", "No.");
            case "Conversions API" ->
                error(
                        "linkedin",
                        UPLOADS,
                        400,
                        "message",
                        "Validation failed because [{field=A field, batchIndex=0, type=%s, message=No.}]"
                                .formatted(row.code()));
            case "OAuth" -> {
                error("linkedin", TOKENS, 400, "code", row.code());
                return upload(refreshing(), 1);
            }
            case "our own: LinkedIn's text without a code" -> linkedInText(row.code());
            case "our own: rules and reports" -> {
                return linkedInManagement(row.code());
            }
            default -> {
                return ofOurs("linkedin", row);
            }
        }
        return upload(linkedIn(Map.of()), 1);
    }

    private static Heard linkedInManagement(String code) {
        return switch (code) {
            case "REQUEST_REFUSED" -> {
                error("linkedin", "/rest/conversions", 400, "message", "The attribution window is not supported.");
                yield managing(Map.of(), AdAccount::conversionActions);
            }
            case "RULE_NOT_FOUND" -> managing(Map.of(), account -> account.enable("39999999"));
            case "CAMPAIGN_NOT_FOUND" -> managing(Map.of(), account -> account.associate("30111220", Set.of("1")));
            case "ACCOUNT_NOT_FOUND" -> managing(Map.of("account-id", "123"), AdAccount::facts);
            case "NOTHING_SHOWN" -> {
                visitor().control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}");
                yield managing(Map.of(), account -> account.costs(YESTERDAY, row -> {}));
            }
            case "ROWS_CUT_OFF" -> {
                visitor().control("linkedin/campaigns", "{\"count\":15000}");
                yield managing(Map.of(), account -> account.costs(YESTERDAY, row -> {}));
            }
            case "PAGES_REPEAT" -> {
                fault("linkedin", "page-token-repeats", "/adCampaigns");
                yield managing(Map.of(), account -> account.costs(YESTERDAY, row -> {}));
            }
            case "METRIC_VALUES" -> {
                fault("linkedin", "metric-values", "/rest/adAnalytics");
                yield managing(Map.of(), account -> account.costs(YESTERDAY, row -> {}));
            }
            default -> throw new AssertionError("How does LinkedIn's management say " + code + "?");
        };
    }

    private static Heard managing(Map<String, String> otherwise, Consumer<AdAccount> call) {
        var settings = new HashMap<>(refreshingSettings());
        settings.put("account-id", "510000001");
        settings.putAll(otherwise);
        try (var account = new LinkedIn().open(new Settings(settings), Clock.systemUTC())) {
            var thrown = catchThrowableOfType(PlatformException.class, () -> call.accept(account));
            assertThat(thrown).isNotNull();
            return new Heard.Broken(thrown);
        }
    }

    private static int gatewayStatus(FailureRow row) {
        return switch (row.code()) {
            case "VERSION_MISSING" -> 400;
            case "NONEXISTENT_VERSION" -> 426;
            case "TOO_MANY_REQUESTS" -> 429;
            case "ACCESS_DENIED", "USER_NOT_AUTHORIZED" -> 403;
            default -> 401;
        };
    }

    /** As measured or documented (linkedin.md §2.9). */
    private static void linkedInText(String code) {
        switch (code) {
            case "UNAUTHORIZED" -> error("linkedin", UPLOADS, 401, "message", "Unauthorized");
            case "FORBIDDEN" -> error("linkedin", UPLOADS, 403, "message", "Forbidden");
            case "TOO_MANY_REQUESTS_TODAY" ->
                error(
                        "linkedin",
                        UPLOADS,
                        429,
                        "code",
                        "TOO_MANY_REQUESTS",
                        "message",
                        "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.");
            case "NO_AD_ACCOUNTS_FOUND" -> error("linkedin", UPLOADS, 403, "message", "No ad accounts found");
            case "NOT_A_CONVERSIONS_API_RULE" ->
                error(
                        "linkedin",
                        UPLOADS,
                        400,
                        "message",
                        "Incorrect conversions information provided. Conversion's method should be CONVERSIONS_API,"
                                + " indices [0] (0-indexed)");
            case "RULE_DISABLED" ->
                error(
                        "linkedin",
                        UPLOADS,
                        400,
                        "message",
                        "Invalid Conversion information provided, this event(s) is associated to a conversion that's"
                                + " marked as deleted. Conversion enabled should be true");
            case "URN_INVALID" -> schema("/conversion :: Invalid Urn format. Invalid prefix.");
            case "LEAD_INVALID" -> schema("/user/lead :: Invalid Urn format. Invalid prefix.");
            case "FIELD_REQUIRED" -> schema("/user :: field is required but not found and has no default value");
            case "FIELD_NOT_ALLOWED" -> schema("/foo :: unrecognized field found but not allowed");
            case "FIELD_TYPE" -> schema("/conversionValue/amount :: 19.9 cannot be coerced to String");
            case "FIELD_ENUM" -> schema("/user/userIds/0/idType :: \\\"X\\\" is not an enum symbol");
            case "INVALID_EVENT" ->
                error("linkedin", UPLOADS, 422, "message", "Index: 0, ERROR :: /foo :: never seen before");
            case "INVALID_BATCH" -> error("linkedin", UPLOADS, 400, "message", "Something that nobody has seen.");
            case "PAYLOAD_TOO_LARGE" -> error("linkedin", UPLOADS, 413);
            default -> throw new AssertionError("How does LinkedIn say " + code + "?");
        }
    }

    private static void schema(String complaint) {
        error("linkedin", UPLOADS, 422, "message", "ERROR :: " + complaint);
    }

    /** Codes that are ours: what HTTP, the wire and silence do to us. */
    private static Heard ofOurs(String vendor, FailureRow row) {
        switch (row.code()) {
            case "UNAUTHENTICATED" -> error(vendor, UPLOADS, 401, "message", "Request had invalid credentials.");
            case "RATE_LIMIT_EXCEEDED_TODAY" ->
                error(
                        vendor,
                        UPLOADS,
                        429,
                        "reason",
                        "RATE_LIMIT_EXCEEDED",
                        "quotaLimit",
                        "IngestionMutateRequestsPerDayPerProject");
            case "HTTP_4XX" -> error(vendor, UPLOADS, 418);
            case "HTTP_5XX" -> fault(vendor, "status-502", UPLOADS);
            case "UNAVAILABLE" -> fault(vendor, "status-503", UPLOADS);
            case "PAYLOAD_TOO_LARGE" -> error(vendor, UPLOADS, 413);
            case "REDIRECTED" -> error(vendor, UPLOADS, 302);
            case "UNREADABLE_ANSWER" -> fault(vendor, "html-200", UPLOADS);
            case "NO_ANSWER" -> fault(vendor, "drop-after", UPLOADS);
            case "ANSWER_TOO_SHORT" -> {
                fault(vendor, "short-answer", UPLOADS);
                return upload(linkedIn(Map.of()), 2);
            }
            case "NO_TOKEN" -> {
                fault(vendor, "status-503", TOKENS);
                return upload(vendor.equals("google") ? google(Map.of()) : refreshing(), 1);
            }
            case "NO_TOKEN_NOW" -> {
                error(vendor, TOKENS, 429);
                return upload(vendor.equals("google") ? google(Map.of()) : refreshing(), 1);
            }
            case "NOT_CONNECTED" -> {
                return upload(
                        vendor.equals("google")
                                ? google(Map.of("data-manager.url", NOWHERE))
                                : linkedIn(Map.of("url", NOWHERE)),
                        1);
            }
            case "NO_REASON_GIVEN" -> {
                return googleVerdict("");
            }
            case "VERDICT_MISSING" -> {
                visitor().control("google/withhold", "{\"on\":true}");
                try (var account = google(Map.of())) {
                    var id = account.upload(batch(vendor, 1)).requestId().orElseThrow();
                    return new Heard.Told(account.verdict(id));
                }
            }
            case "VERDICT_UNCLEAR" -> {
                fault(vendor, "partial-verdict", STATUS);
                return verdict(google(Map.of()), "any");
            }
            case "SIGN_IN_ENDED" -> {
                signIn(vendor, Optional.empty(), Instant.now().minusSeconds(60));
                return upload(signedIn(vendor, KEY), 1);
            }
            case "SIGN_IN_UNREADABLE" -> {
                signIn(vendor, Optional.of("any"), Instant.now().plusSeconds(60));
                return upload(signedIn(vendor, OtherInstallation.key()), 1);
            }
            default -> throw new AssertionError("How is " + row.code() + " heard from " + vendor + "?");
        }
        return upload(vendor.equals("google") ? google(Map.of()) : linkedIn(Map.of()), 1);
    }

    private static void signIn(String vendor, Optional<String> refreshToken, Instant accessUntil) {
        new SignInStore(jdbi, new Sealing(jdbi, KEY))
                .connect(
                        vendor,
                        new SignInStore.Tokens(refreshToken, Optional.empty(), "any", accessUntil, accessUntil),
                        Set.of("any"),
                        "test");
    }

    /** An account whose tokens are those of somebody who signed in, on a node with this key. */
    private static AdAccount signedIn(String vendor, KeyFile key) {
        var sealing = new Sealing(jdbi, key);
        var shelf = new Connections(
                        new SignInStore(jdbi, sealing),
                        new TokenStore(jdbi, sealing),
                        new Node("node-1"),
                        Clock.systemUTC())
                .shelf(vendor);
        var settings = new HashMap<>(vendor.equals("google") ? googleSettings() : refreshingSettings());
        settings.put("refresh-token", "granted by signing in");
        return (vendor.equals("google") ? new Google() : new LinkedIn())
                .open(new Settings(settings), Clock.systemUTC(), shelf);
    }

    /** The last event of the batch speaks for what went wrong. */
    private static Heard upload(AdAccount account, int size) {
        var vendor = account.toString().startsWith("Google") ? "google" : "linkedin";
        try (account) {
            return new Heard.Answered(
                    List.copyOf(account.upload(batch(vendor, size)).outcomes().values())
                            .getLast());
        } catch (PlatformException e) {
            return new Heard.Broken(e);
        }
    }

    private static Heard verdict(AdAccount account, String requestId) {
        try (account) {
            return new Heard.Told(account.verdict(requestId));
        } catch (PlatformException e) {
            return new Heard.Broken(e);
        }
    }

    private static List<ConversionEvent> batch(String vendor, int size) {
        return IntStream.range(0, size)
                .mapToObj(any -> new ConversionEvent(
                        ConversionKey.of("00D000000000001EAA", "006" + events++, vendor, "won", 1),
                        vendor.equals("google") ? "7000000001" : "30111220",
                        Instant.now().minus(Duration.ofDays(1)).plusSeconds(events),
                        Optional.empty(),
                        Optional.of(
                                vendor.equals("google")
                                        ? new ClickId(ClickId.Kind.GCLID, CLICK)
                                        : new ClickId(ClickId.Kind.LI_FAT_ID, "0c1d2e3f-aaaa-4bbb-8ccc-000000000001")),
                        Optional.of(new HashedIdentifier.Email("a".repeat(64), "a".repeat(64))),
                        Optional.empty(),
                        Consent.UNSPECIFIED))
                .toList();
    }

    /** @param texts names and values by turns */
    private static void error(String vendor, String path, int status, String... texts) {
        var answer = new StringBuilder("{\"status\":" + status);
        for (int i = 0; i < texts.length; i += 2) {
            answer.append(",\"%s\":\"%s\"".formatted(texts[i], texts[i + 1]));
        }
        visitor().control("faults", """
                {"vendor":"%s","kind":"error","path":"%s","times":9,"answer":%s}}""".formatted(vendor, path, answer));
    }

    private static void fault(String vendor, String kind, String path) {
        visitor().control("faults", """
                {"vendor":"%s","kind":"%s","path":"%s","times":9}""".formatted(vendor, kind, path));
    }

    private static Visitor visitor() {
        return Visitor.to(sandbox);
    }

    private static Map<String, String> googleSettings() {
        return Map.of(
                "data-manager.url", sandbox.url(),
                "token-url", sandbox.url() + "/token",
                "customer-id", "123-456-7890",
                "client-id", "sandbox-google-client.apps.example",
                "client-secret", "sandbox-google-secret",
                "refresh-token", "1//sandbox-google-refresh-token",
                "ads.enabled", "false");
    }

    private static AdAccount google(Map<String, String> otherwise) {
        var settings = new HashMap<>(googleSettings());
        settings.putAll(otherwise);
        return new Google().open(new Settings(settings), Clock.systemUTC());
    }

    private static AdAccount linkedIn(Map<String, String> otherwise) {
        var settings = new HashMap<>(Map.of(
                "url",
                sandbox.url(),
                "token-url",
                sandbox.url() + "/oauth/v2/accessToken",
                "version",
                "202609",
                "token",
                "AQV-sandbox-linkedin-direct-token"));
        settings.putAll(otherwise);
        return new LinkedIn().open(new Settings(settings), Clock.systemUTC());
    }

    private static AdAccount refreshing() {
        return new LinkedIn().open(new Settings(refreshingSettings()), Clock.systemUTC());
    }

    private static Map<String, String> refreshingSettings() {
        var settings = new HashMap<>(REFRESHING);
        settings.put("url", sandbox.url());
        settings.put("token-url", sandbox.url() + "/oauth/v2/accessToken");
        return settings;
    }
}
