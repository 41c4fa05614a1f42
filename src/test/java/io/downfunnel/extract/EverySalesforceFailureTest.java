package io.downfunnel.extract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.EveryRow;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.extract.salesforce.CallMeter;
import io.downfunnel.extract.salesforce.Credentials;
import io.downfunnel.extract.salesforce.PrivateKeyFile;
import io.downfunnel.extract.salesforce.SalesforceClient;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceFailures;
import io.downfunnel.extract.salesforce.SalesforceSettings;
import io.downfunnel.extract.salesforce.Session;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.ApiUseStore.ApiUse;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ExtractStores;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets the sandbox say every code of Salesforce over the wire, through Force WSC, and holds what the extraction hears and
 * decides against the table.
 */
class EverySalesforceFailureTest {
    private static final String SOAP = "/services/Soap";
    private static final String TOKEN = "/services/oauth2/token";
    private static final Patience PATIENCE =
            new Patience(6, Duration.ofSeconds(1), RandomGenerator.of("L64X128MixRandom"));

    /** What passes with another question only: a shorter time, a smaller page, the last saved row. */
    private static final Set<String> ASKED_DIFFERENTLY = Set.of(
            "INVALID_QUERY_LOCATOR",
            "QUERY_TIMEOUT",
            "QUERY_TOO_COMPLICATED",
            "OPERATION_TOO_LARGE",
            "RESPONSE_TOO_LARGE",
            "EXCEEDED_ID_LIMIT",
            "INTERRUPTED");

    private static final CallMeter UNMETERED = new CallMeter() {
        @Override
        public void beforeCall() {}

        @Override
        public void afterCall(Optional<Usage> usage) {}
    };

    private static final Set<String> WHILE_EXTRACTING =
            Set.of("OTHER_ORGANIZATION", "MARK_IN_THE_FUTURE", "FIELD_HIDDEN");

    private static final String STATUS_OF_A_LEAD = "{\"object\":\"Lead\",\"field\":\"Status\"}";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static Sandbox sandbox;
    private static Visitor visitor;

    /** With more leads than go on a page. */
    @BeforeAll
    static void open() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300));
        visitor = Visitor.to(sandbox);
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void nothing_is_wrong() {
        visitor.delete("/__sandbox/faults");
        visitor.control("salesforce/show-field", STATUS_OF_A_LEAD);
        StoredRows.forget(database.jdbi());
    }

    @EveryRow(of = "salesforce")
    void every_row_is_what_becomes_of_its_code(FailureRow row) {
        var failure = heard(row);

        assertThat(failure.code()).isEqualTo(row.code());
        assertThat(failure.failureClass()).isEqualTo(row.failureClass());
        assertThat(failure.message()).isNotBlank();
        assertThat(PATIENCE.pause(failure, 1).isPresent())
                .isEqualTo(row.failureClass() == FailureClass.TRANSIENT && !ASKED_DIFFERENTLY.contains(row.code()));
        assertThat(failure.failureClass().needsPerson())
                .isEqualTo(Set.of(FailureClass.AUTHENTICATION, FailureClass.CONFIGURATION)
                        .contains(row.failureClass()));
        assertThat(Connection.remedy(failure)).contains(row.remedy()).contains("none is lost");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void a_fault_without_a_detail_is_known_by_its_code_too(FailureRow row) {
        error(SOAP, "{\"status\":500,\"code\":\"%s\",\"message\":\"words\",\"detail\":\"none\"}".formatted(row.code()));

        assertThat(broken(sandbox.url()).failure().code()).isEqualTo(row.code());
    }

    static Stream<FailureRow> faults() {
        return SalesforceFailures.table().rows().stream()
                .filter(row -> row.list().equals("ExceptionCode"));
    }

    @Test
    void a_code_that_nobody_has_seen_is_unclassified() {
        error(SOAP, "{\"status\":500,\"code\":\"BRAND_NEW\",\"message\":\"words\"}");

        var failure = broken(sandbox.url()).failure();

        assertThat(failure.code()).isEqualTo("BRAND_NEW");
        assertThat(failure.failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
        assertThat(PATIENCE.pause(failure, 1)).isEmpty();
        assertThat(failure.failureClass().needsPerson()).isFalse();
        assertThat(Connection.remedy(failure)).contains("tell Downfunnel's developers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"audience is invalid", "Audience validation failed", "request not supported on this domain"})
    void a_wrong_door_is_told_from_a_wrong_app(String description) {
        error(TOKEN, "{\"status\":400,\"code\":\"invalid_grant\",\"message\":\"%s\"}".formatted(description));

        assertThat(broken(sandbox.url()).failure().code()).isEqualTo("MISDIRECTED");
    }

    private static Failure heard(FailureRow row) {
        return switch (row.list()) {
            case "ExceptionCode" -> {
                error(SOAP, "{\"status\":500,\"code\":\"%s\",\"message\":\"words\"}".formatted(row.code()));
                yield broken(sandbox.url()).failure();
            }
            case "OAuth" -> {
                error(TOKEN, "{\"status\":400,\"code\":\"%s\",\"message\":\"words\"}".formatted(row.code()));
                yield broken(sandbox.url()).failure();
            }
            case "our own: the token" -> ofToken(row).failure();
            case "our own: HTTP and the wire" ->
                (row.code().startsWith("HTTP_") ? ofHttp(row) : ofTheWire(row)).failure();
            default ->
                WHILE_EXTRACTING.contains(row.code())
                        ? extracting(row)
                        : ofOurs(row).failure();
        };
    }

    private static SalesforceException ofToken(FailureRow row) {
        switch (row.code()) {
            case "MISDIRECTED" -> fault("wrong-domain", TOKEN);
            case "TOKEN_REFUSED" -> error(TOKEN, "{\"status\":400,\"code\":\"brand_new\",\"message\":\"words\"}");
            case "TOKEN_UNREADABLE" -> fault("html-200", TOKEN);
            case "JWT_ACCESS_TOKEN" -> {
                return tokenAnswer(
                        "{\"access_token\":\"eyJhbGciOi.x.y\",\"instance_url\":\"https://a.my.salesforce.com\"}");
            }
            default -> throw new AssertionError("How is " + row.code() + " heard?");
        }
        return broken(sandbox.url());
    }

    private static SalesforceException ofHttp(FailureRow row) {
        switch (row.code()) {
            case "HTTP_200" -> fault("maintenance-page", SOAP);
            case "HTTP_UNEXPECTED" -> error(SOAP, "{\"status\":418}");
            default -> error(SOAP, "{\"status\":%s}".formatted(row.code().substring("HTTP_".length())));
        }
        return broken(sandbox.url());
    }

    private static SalesforceException ofTheWire(FailureRow row) {
        return switch (row.code()) {
            case "UNREACHABLE" -> broken("http://127.0.0.1:1");
            case "CONNECTION_LOST" -> {
                fault("cut", SOAP);
                yield broken(sandbox.url());
            }
            case "TIMEOUT" -> {
                visitor.control("faults", """
                        {"vendor":"salesforce","kind":"slow","path":"/services/Soap","millis":5000,"times":9}""");
                yield broken(settings(sandbox.url(), Duration.ofMillis(300), 1_000_000));
            }
            case "MALFORMED_RESPONSE" -> envelope("<e:Body><x/></e:Body>");
            case "HTML" -> envelope("<html/>");
            case "UNNAMED" ->
                envelope("<e:Body><e:Fault><faultcode/><faultstring>words</faultstring></e:Fault></e:Body>");
            case "RESPONSE_TOO_LARGE" -> broken(settings(sandbox.url(), Duration.ofSeconds(5), 10));
            case "TLS_REFUSED" -> untrusted();
            case "INTERRUPTED" -> interrupted();
            case "NO_PROGRESS" -> {
                fault("page-repeats", SOAP, "queryMore");
                yield thrown(EverySalesforceFailureTest::extract);
            }
            default -> throw new AssertionError("How is " + row.code() + " heard?");
        };
    }

    private static SalesforceException ofOurs(FailureRow row) {
        return switch (row.code()) {
            case "SETTING_MISSING" ->
                thrown(() -> Bench.access(Bench.config(Map.of())).settings());
            case "SETTING_UNUSABLE" ->
                thrown(() -> Bench.access(
                                Bench.config(sandbox, Map.of("downfunnel.salesforce.login-url", "not an address")))
                        .settings());
            case "PRIVATE_KEY_UNUSABLE" -> thrown(() -> PrivateKeyFile.read(Path.of("no-such-key.pem")));
            case "URL_UNUSABLE" -> broken("ftp://example.my.salesforce.com");
            case "PLAINTEXT_REFUSED" -> broken("http://example.my.salesforce.com");
            case "INSTANCE_URL_REFUSED" ->
                tokenAnswer("{\"access_token\":\"00D!x\",\"instance_url\":\"https://salesforce.evil.example\"}");
            case "API_BUDGET_SPENT" ->
                thrown(() -> new ApiBudget(20, new ApiUse(0, Optional.of(90L), Optional.of(100L))).beforeCall());
            default -> throw new AssertionError("How is " + row.code() + " heard?");
        };
    }

    /** Found when what Salesforce tells is held against our own books. */
    private static Failure extracting(FailureRow row) {
        switch (row.code()) {
            case "OTHER_ORGANIZATION" -> {
                extract();
                books("update organization set salesforce_id = '00D000000000099EAA'");
                thrown(EverySalesforceFailureTest::extract);
            }
            case "MARK_IN_THE_FUTURE" -> {
                extract();
                books("update extraction_stream set watermark = '2999-12-31'");
                thrown(EverySalesforceFailureTest::extract);
            }
            case "FIELD_HIDDEN" -> {
                visitor.control("salesforce/hide-field", STATUS_OF_A_LEAD);
                extract();
            }
            default -> throw new AssertionError("How is " + row.code() + " found?");
        }
        return ExtractStores.on(database.jdbi())
                .connections()
                .find("salesforce")
                .flatMap(ConnectionStore.Status::failure)
                .orElseThrow();
    }

    private static void extract() {
        Bench.step(Bench.config(sandbox, Map.of("downfunnel.salesforce.batch-size", "200")), database.jdbi())
                .run(Bench.run(), Bench.FUNNEL);
    }

    private static void books(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    private static SalesforceException interrupted() {
        try {
            Thread.currentThread().interrupt();
            return broken(sandbox.url());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static SalesforceException tokenAnswer(String json) {
        return answering(url -> json, "");
    }

    private static SalesforceException envelope(String inside) {
        return answering(
                url -> "{\"access_token\":\"00D!x\",\"instance_url\":\"" + url + "\"}",
                "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">" + inside + "</e:Envelope>");
    }

    /** @param token the answer of the token endpoint, made of the address */
    private static SalesforceException answering(UnaryOperator<String> token, String soap) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            server.createContext(TOKEN, exchange -> answer(exchange, "application/json", token.apply(url)));
            server.createContext(SOAP, exchange -> answer(exchange, "text/xml", soap));
            server.start();
            try {
                return broken(url);
            } finally {
                server.stop(0);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length());
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    /** A certificate that nobody has signed, made by the JDK's own tool. */
    private static SalesforceException untrusted() {
        try {
            var store = Files.createTempDirectory("keys").resolve("store.p12");
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "RSA",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-storepass",
                            "changeit",
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .start();
            keytool.getInputStream().readAllBytes();
            assertThat(keytool.waitFor()).isZero();
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
            server.start();
            try {
                return broken("https://127.0.0.1:" + server.getAddress().getPort());
            } finally {
                server.stop(0);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static SalesforceSettings settings(String url, Duration timeout, int cap) {
        var account = sandbox.accounts().salesforce();
        return new SalesforceSettings(
                URI.create(url),
                new Credentials.ClientCredentials(account.clientId(), account.clientSecret()),
                Duration.ofSeconds(5),
                timeout,
                timeout.multipliedBy(2),
                cap,
                2000);
    }

    private static SalesforceException broken(String url) {
        return broken(settings(url, Duration.ofSeconds(10), 1_000_000));
    }

    private static SalesforceException broken(SalesforceSettings settings) {
        return thrown(() -> {
            try (var session = new Session(settings, Clock.systemUTC())) {
                Instant now = new SalesforceClient(settings, session, UNMETERED).now();
                throw new AssertionError("The call went through at " + now);
            }
        });
    }

    private static SalesforceException thrown(Runnable call) {
        try {
            call.run();
        } catch (SalesforceException e) {
            return e;
        }
        throw new AssertionError("The call went through");
    }

    private static void error(String path, String answer) {
        visitor.control("faults", """
                {"vendor":"salesforce","kind":"error","path":"%s","times":9,"answer":%s}""".formatted(path, answer));
    }

    private static void fault(String kind, String path) {
        fault(kind, path, "");
    }

    private static void fault(String kind, String path, String body) {
        visitor.control("faults", """
                {"vendor":"salesforce","kind":"%s","path":"%s","body":"%s","times":9}""".formatted(kind, path, body));
    }
}
