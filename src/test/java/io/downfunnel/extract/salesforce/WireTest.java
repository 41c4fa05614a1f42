package io.downfunnel.extract.salesforce;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers that no Salesforce should give, and a client that should survive them. */
class WireTest {
    private static final String SOAP = "/services/Soap/u/65.0";
    private static final Credentials SECRET = new Credentials.ClientCredentials("id", "hush");

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private String token = "00D!opaque";
    private Optional<String> instance = Optional.empty();

    @BeforeEach
    void started() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/services/oauth2/token", exchange -> {
            tokens.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            answer(exchange, 200, "application/json", """
                    {"access_token":"%s","instance_url":"%s","token_type":"Bearer"}""".formatted(token, instance.orElse(url()))
                    .getBytes());
        });
        server.start();
    }

    @AfterEach
    void stopped() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void soap(Handler handler) {
        server.createContext(SOAP, exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            handler.handle(exchange);
        });
    }

    private static final CallMeter UNMETERED = new CallMeter() {
        @Override
        public void beforeCall() {}

        @Override
        public void afterCall(Optional<Usage> usage) {}
    };

    private SalesforceException failure(Credentials credentials) {
        var settings = new SalesforceSettings(
                URI.create(url()),
                credentials,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                1_000_000,
                2000);
        try (var session = new Session(settings, Clock.systemUTC())) {
            new SalesforceClient(settings, session, UNMETERED).now();
        } catch (SalesforceException e) {
            return e;
        }
        throw new AssertionError("The call went through");
    }

    @Test
    void a_token_that_soap_does_not_read_is_named_as_such() {
        token = "eyJhbGciOiJSUzI1NiJ9.x.y";

        var failure = failure(SECRET).failure();

        assertThat(failure.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(failure.code()).isEqualTo("JWT_ACCESS_TOKEN");
        assertThat(failure.message()).doesNotContain("eyJ");
    }

    @Test
    void no_byte_goes_to_a_host_that_is_not_salesforces() {
        instance = Optional.of("https://salesforce.evil.example");

        assertThat(failure(SECRET).is("INSTANCE_URL_REFUSED")).isTrue();
        assertThat(calls).hasValue(0);
    }

    @Test
    void an_answer_that_unpacks_to_gigabytes_is_dropped() {
        soap(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, "text/xml", bomb());
        });

        assertThat(failure(SECRET).is("RESPONSE_TOO_LARGE")).isTrue();
    }

    private static byte[] bomb() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>".getBytes());
            var blanks = " ".repeat(1_000_000).getBytes();
            for (int i = 0; i < 20; i++) {
                gzip.write(blanks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void an_endless_answer_is_dropped() {
        soap(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, 0);
            var much = new byte[100_000];
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(much);
            }
            exchange.close();
        });

        assertThat(failure(SECRET).is("RESPONSE_TOO_LARGE")).isTrue();
    }

    @Test
    void a_redirect_is_not_followed() {
        soap(exchange -> {
            exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
            answer(exchange, 302, "text/html", new byte[0]);
        });
        var elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            answer(exchange, 200, "text/xml", new byte[0]);
        });

        var failure = failure(SECRET).failure();

        assertThat(failure.code()).isEqualTo("HTTP_302");
        assertThat(failure.failureClass()).isEqualTo(FailureClass.CONFIGURATION);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void a_call_whose_answer_never_comes_is_not_sent_twice() {
        soap(exchange -> exchange.close());

        assertThat(failure(SECRET).failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(calls).hasValue(1);
    }

    @Test
    void an_answer_that_dribbles_is_given_up() {
        soap(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('<');
            exchange.getResponseBody().flush();
        });

        assertThat(failure(SECRET).is("TIMEOUT")).isTrue();
    }

    @Test
    void what_is_no_envelope_is_not_parsed() {
        soap(exchange -> answer(exchange, 200, "text/xml", "<html><body>jane@example.com</body></html>".getBytes()));

        var failure = failure(SECRET);

        assertThat(failure.failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failure.getMessage()).doesNotContain("jane");
    }

    @Test
    void a_secret_is_in_no_message() {
        server.removeContext("/services/oauth2/token");
        server.createContext(
                "/services/oauth2/token",
                exchange -> answer(
                        exchange,
                        401,
                        "application/json",
                        "{\"error\":\"invalid_client\",\"error_description\":\"no\"}".getBytes()));

        var failure = failure(SECRET);

        assertThat(failure.failure().failureClass()).isEqualTo(FailureClass.AUTHENTICATION);
        assertThat(failure.getMessage()).doesNotContain("hush");
        assertThat(SECRET.toString()).doesNotContain("hush");
    }

    @Test
    void a_domain_that_issues_no_tokens_is_a_matter_of_configuration() {
        server.removeContext("/services/oauth2/token");
        server.createContext(
                "/services/oauth2/token", exchange -> answer(exchange, 400, "application/json", """
                {"error":"invalid_grant","error_description":"request not supported on this domain"}""".getBytes()));

        assertThat(failure(SECRET).failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    }

    @Test
    void an_assertion_is_signed_and_short_lived() throws Exception {
        var keys = keys();
        var now = Instant.parse("2026-11-22T10:00:00Z");
        var credentials = new Credentials.JwtBearer(
                "key", "user@example.com", "https://login.salesforce.com", (RSAPrivateKey) keys.getPrivate());

        var parts = JwtAssertion.of(credentials, now).split("\\.");

        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(claims.path("iss").asText()).isEqualTo("key");
        assertThat(claims.path("sub").asText()).isEqualTo("user@example.com");
        assertThat(claims.path("aud").asText()).isEqualTo("https://login.salesforce.com");
        assertThat(Instant.ofEpochSecond(claims.path("exp").asLong())).isBetween(now, now.plusSeconds(180));
        assertThat(credentials.toString()).doesNotContain("user@example.com");
    }

    @Test
    void a_key_is_read_from_pem_and_a_wrong_file_is_named() throws Exception {
        var folder = java.nio.file.Files.createTempDirectory("keys");
        var good = folder.resolve("good.pem");
        java.nio.file.Files.writeString(
                good,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        var old = folder.resolve("old.pem");
        java.nio.file.Files.writeString(old, "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\n");

        assertThat(PrivateKeyFile.read(good).getAlgorithm()).isEqualTo("RSA");
        assertThatThrownBy(() -> PrivateKeyFile.read(old))
                .hasMessageContaining("pkcs8")
                .hasMessageNotContaining("MII");
        assertThatThrownBy(() -> PrivateKeyFile.read(folder.resolve("none.pem")))
                .hasMessageContaining("none.pem");
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void workers_that_find_the_same_dead_token_share_the_next_one() throws Exception {
        var settings = new SalesforceSettings(
                URI.create(url()),
                SECRET,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                1_000_000,
                2000);
        try (var session = new Session(settings, Clock.systemUTC());
                var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var dead = session.token();
            token = "00D!another";
            var fresh = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> session.otherThan(dead)))
                    .toList();
            for (var one : fresh) {
                assertThat(one.get().value()).isEqualTo("00D!another");
            }
        }
        assertThat(tokens).hasValue(2);
    }
}
