package io.downfunnel.platform.microsoft;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.EveryRow;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row of the table, as it is heard over the wire. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class EveryMicrosoftFailureTest {
    private static final String UPLOADS = "/OfflineConversions/Apply";
    private static final String TOKENS = "/oauth2/";
    private static final String GOALS = "/ConversionGoals/";
    private static final String ORDERS = "/GenerateReport/Submit";
    private static final String POLLS = "/GenerateReport/Poll";
    private static final String FILES = "/microsoft-reports/";
    private static final String GOAL = "46000001";

    private static Sandbox sandbox;
    private static int events;

    /** @param scope empty: it was said of one event */
    private record Heard(Failure failure, Optional<PlatformException.Scope> scope) {}

    @BeforeAll
    static void open() {
        sandbox = Visitor.freshSandbox();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void nothing_is_wrong() {
        Visitor.to(sandbox).control("reset", "");
    }

    @EveryRow(
            of = "microsoft",
            but = {"NODE_LOST", "REPORT_UNUSABLE"})
    void every_row_is_what_is_heard_of_its_code(FailureRow row) {
        var heard = heard(row);

        assertThat(heard.failure().code()).isEqualTo(row.code());
        assertThat(heard.failure().failureClass()).isEqualTo(row.failureClass());
        heard.scope()
                .ifPresent(scope -> assertThat(scope)
                        .isEqualTo(
                                row.reach() == Reach.ACTION
                                        ? PlatformException.Scope.ACTION
                                        : PlatformException.Scope.ACCOUNT));
    }

    private static Heard heard(FailureRow row) {
        return switch (row.list()) {
            case "requests" -> {
                error(UPLOADS, status(row), row.code());
                yield upload(Map.of(), GOAL, 1);
            }
            case "offline conversions" -> {
                Visitor.to(sandbox)
                        .control("microsoft/next-error", "{\"code\":\"%s\",\"times\":9}".formatted(row.code()));
                yield upload(Map.of(), GOAL, 1);
            }
            case "reports" -> {
                error(ORDERS, status(row), row.code());
                yield costs();
            }
            case "conversion goals" -> {
                error(GOALS, 400, row.code());
                yield upload(Map.of(), GOAL, 1);
            }
            case "OfflineConversionUnattributedReason" -> {
                Visitor.to(sandbox)
                        .control("microsoft/next-reason", "{\"reason\":\"%s\",\"times\":1}".formatted(row.code()));
                yield unattributed();
            }
            case "OAuth" -> {
                error(TOKENS, 400, row.code());
                yield upload(Map.of(), GOAL, 1);
            }
            default -> ofOurs(row.code());
        };
    }

    private static int status(FailureRow row) {
        return switch (row.failureClass()) {
            case AUTHENTICATION -> 401;
            case THROTTLED -> 429;
            case UNKNOWN_OUTCOME -> 500;
            case CONFIGURATION -> 403;
            case TRANSIENT, PERMANENT, DELAY, DUPLICATE, OCCUPIED, EXPECTED, UNCLASSIFIED -> 400;
        };
    }

    private static Heard ofOurs(String code) {
        switch (code) {
            case "GOAL_NOT_FOUND" -> {
                return upload(Map.of(), "46999999", 1);
            }
            case "GOAL_TAKES_NO_UPLOADS" -> {
                return upload(Map.of(), "46000009", 1);
            }
            case "GOAL_PAUSED" -> {
                return upload(Map.of(), "46000008", 1);
            }
            case "REPORT_PENDING" -> {
                fault("report-pending", POLLS);
                return costs(account(Map.of("report-patience", "PT0.1S")));
            }
            case "REPORT_FAILED" -> {
                fault("report-failed", POLLS);
                return costs();
            }
            case "REPORT_NOT_ENCRYPTED" -> {
                return costs(encrypted());
            }
            case "REPORT_NOT_THERE" -> {
                error(FILES, 403, "");
                return costs();
            }
            case "UNREADABLE_REPORT" -> {
                fault("html-200", FILES);
                return costs();
            }
            case "ERROR_WITHOUT_INDEX" -> {
                fault("nameless-error", UPLOADS);
                return upload(Map.of(), GOAL, 2);
            }
            case "UNAUTHORIZED" -> error(UPLOADS, 401, "");
            case "FORBIDDEN" -> error(UPLOADS, 403, "");
            case "TOO_MANY_REQUESTS" -> error(UPLOADS, 429, "");
            case "PAYLOAD_TOO_LARGE" -> error(UPLOADS, 413, "");
            case "HTTP_4XX" -> error(UPLOADS, 418, "");
            case "HTTP_5XX" -> fault("status-502", UPLOADS);
            case "UNAVAILABLE" -> fault("status-503", UPLOADS);
            case "REDIRECTED" -> error(UPLOADS, 302, "");
            case "UNREADABLE_ANSWER" -> fault("html-200", UPLOADS);
            case "NO_ANSWER" -> fault("drop-after", UPLOADS);
            case "NOT_READ" -> fault("drop-after", GOALS);
            case "NO_TOKEN" -> fault("status-503", TOKENS);
            case "NO_TOKEN_NOW" -> error(TOKENS, 429, "");
            case "NOT_CONNECTED" -> {
                return upload(Map.of("url", "http://127.0.0.1:1"), GOAL, 1);
            }
            default -> throw new AssertionError("How is " + code + " heard?");
        }
        return upload(Map.of(), GOAL, 1);
    }

    /** The last event of the batch speaks for what went wrong. */
    private static Heard upload(Map<String, String> otherwise, String goal, int size) {
        try (var account = account(otherwise)) {
            var outcome = List.copyOf(
                            account.upload(batch(goal, size)).outcomes().values())
                    .getLast();
            return new Heard(
                    switch (outcome) {
                        case Outcome.Rejected(var failure) -> failure;
                        case Outcome.Deferred(var failure, var notBefore) -> failure;
                        case Outcome.Unheard(var failure) -> failure;
                        case Outcome.Duplicate(var failure) -> failure;
                        case Outcome.Suspect(var failure) -> failure;
                        case Outcome.Accepted() -> throw new AssertionError("Nothing went wrong");
                        case Outcome.Spared() -> throw new AssertionError("Nothing went wrong");
                    },
                    Optional.empty());
        } catch (PlatformException e) {
            return new Heard(e.failure(), Optional.of(e.scope()));
        }
    }

    /** Told in sums, some time after it was taken in. */
    private static Heard unattributed() {
        try (var account = account(Map.of())) {
            assertThat(account.upload(batch(GOAL, 1)).outcomes()).containsValue(new Outcome.Accepted());
            return account.diagnostics().stream()
                    .filter(each -> each.action().equals(Optional.of(GOAL)))
                    .flatMap(each -> each.complaints().stream())
                    .map(complaint -> new Heard(complaint.failure(), Optional.empty()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** As an account whose reporting service is encrypted, with a report that is not. */
    private static AdAccount encrypted() {
        var open = (MicrosoftAccount) account(Map.of());
        var reports = open.reports();
        return new MicrosoftAccount(
                open.who(),
                open.hashes(),
                open.line(),
                open.campaigns(),
                open.customers(),
                open.inquiries(),
                open.goals(),
                new Reports(reports.line(), reports.api(), reports.who(), true, reports.pause(), reports.patience()));
    }

    private static Heard costs() {
        return costs(account(Map.of()));
    }

    private static Heard costs(AdAccount account) {
        var day = LocalDate.ofInstant(Instant.now().minus(Duration.ofDays(20)), ZoneOffset.UTC);
        try (account) {
            account.costs(Days.only(day), row -> {});
            throw new AssertionError("Nothing went wrong");
        } catch (PlatformException e) {
            return new Heard(e.failure(), Optional.of(e.scope()));
        }
    }

    private static AdAccount account(Map<String, String> otherwise) {
        var settings = new HashMap<String, String>();
        Sandbox.settings(sandbox.url())
                .forEach((key, value) -> settings.put(key.replace("downfunnel.microsoft.", ""), value));
        settings.put("report-pause", "PT0.02S");
        settings.putAll(otherwise);
        return new Microsoft().open(new Settings(settings), Clock.systemUTC());
    }

    private static List<ConversionEvent> batch(String goal, int size) {
        return IntStream.range(0, size)
                .mapToObj(any -> new ConversionEvent(
                        ConversionKey.of("00D000000000001EAA", "006" + events++, "microsoft", "won", 1),
                        goal,
                        Instant.now().minus(Duration.ofHours(2)),
                        Optional.empty(),
                        Optional.of(new ClickId(ClickId.Kind.MSCLKID, "f894f652ea334e739002%012x".formatted(events))),
                        Optional.empty(),
                        Optional.empty(),
                        Consent.UNSPECIFIED))
                .toList();
    }

    /** @param code empty: a status and nothing else */
    private static void error(String path, int status, String code) {
        var answer = code.isEmpty()
                ? "{\"status\":%d}".formatted(status)
                : "{\"status\":%d,\"code\":\"%s\",\"message\":\"No.\"}".formatted(status, code);
        Visitor.to(sandbox).control("faults", """
                {"vendor":"microsoft","kind":"error","path":"%s","times":9,"answer":%s}""".formatted(path, answer));
    }

    private static void fault(String kind, String path) {
        Visitor.to(sandbox).control("faults", """
                {"vendor":"microsoft","kind":"%s","path":"%s","times":9}""".formatted(kind, path));
    }
}
