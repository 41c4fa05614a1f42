package io.downfunnel.sandbox.salesforce;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.UnexpectedErrorFault;
import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.sandbox.Visitor.Reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class TokenEndpointTest {

    private static final String AUDIENCE = "\"https://login.salesforce.com\"";

    private static Sandbox sandbox;
    private static ForceClient force;
    private static KeyPair keys;

    @BeforeAll
    static void start() throws GeneralSecurityException {
        sandbox = Visitor.freshSandbox();
        force = ForceClient.of(sandbox);
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----"
                + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()) + "-----END PUBLIC KEY-----";
        force.control("trust-certificate", "{\"pem\":\"" + pem + "\"}");
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void client_credentials_give_an_opaque_token_and_no_expiry() {
        Reply reply = force.clientCredentials(force.account().clientSecret());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("access_token").asText())
                .startsWith(force.account().organizationId().substring(0, 15) + "!");
        assertThat(reply.json().path("instance_url").asText()).isEqualTo(sandbox.url());
        assertThat(reply.json().path("issued_at").isTextual()).isTrue();
        assertThat(reply.json().has("expires_in")).isFalse();
        assertThat(reply.json().has("refresh_token")).isFalse();
    }

    @Test
    void the_client_may_introduce_itself_by_basic_authentication() {
        assertThat(force.basic("client_credentials").status()).isEqualTo(200);
    }

    @Test
    void a_wrong_secret_a_wrong_client_and_a_wrong_grant_are_told_apart() {
        assertThat(error(force.clientCredentials("guess"))).isEqualTo("invalid_client");
        assertThat(error(force.form("grant_type", "client_credentials", "client_id", "x", "client_secret", "y")))
                .isEqualTo("invalid_client_id");
        assertThat(error(force.basic("password"))).isEqualTo("unsupported_grant_type");
    }

    @Test
    void a_signed_assertion_gives_a_token_that_works() throws ConnectionException {
        Reply reply = bearer(assertion(AUDIENCE, 120, force.account().username()));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        PartnerConnection connection =
                force.connect(reply.json().path("access_token").asText(), "65.0");
        assertThat(connection.getUserInfo().getUserName())
                .isEqualTo(force.account().username());
    }

    @Test
    void an_assertion_must_have_one_audience_a_short_life_an_approved_user_and_a_true_signature() {
        String user = force.account().username();
        assertThat(description(bearer(assertion("[" + AUDIENCE + "]", 120, user))))
                .isEqualTo("audience is invalid");
        assertThat(description(bearer(assertion("\"login.salesforce.com\"", 120, user))))
                .isEqualTo("audience is invalid");
        assertThat(error(bearer(assertion(AUDIENCE, -1, user)))).isEqualTo("invalid_grant");
        assertThat(error(bearer(assertion(AUDIENCE, 3_600, user)))).isEqualTo("invalid_grant");
        assertThat(description(bearer(assertion(AUDIENCE, 120, "stranger@sandbox.example"))))
                .isEqualTo("user hasn't approved this consumer");
        String forged = assertion(AUDIENCE, 120, user);
        assertThat(description(bearer(forged.substring(0, forged.lastIndexOf('.') + 1) + "AAAA")))
                .isEqualTo("invalid assertion");
    }

    @Test
    void a_token_nobody_used_for_two_hours_is_dead_and_a_new_one_lives() throws ConnectionException {
        PartnerConnection connection = force.connect();
        connection.getUserInfo();
        force.visitor().control("clock", "{\"advance\":\"PT2H1M\"}");

        assertThatThrownBy(connection::getUserInfo)
                .asInstanceOf(type(UnexpectedErrorFault.class))
                .extracting(UnexpectedErrorFault::getExceptionCode)
                .isEqualTo(ExceptionCode.INVALID_SESSION_ID);
        connection.setSessionHeader(force.token());
        assertThat(connection.getUserInfo().getOrganizationId()).startsWith("00D");
    }

    private static Reply bearer(String assertion) {
        return force.form("grant_type", TokenEndpoint.JWT_BEARER, "assertion", assertion);
    }

    private static String assertion(String audience, long life, String subject) {
        String header = base64("{\"alg\":\"RS256\"}".getBytes(UTF_8));
        String claims = base64("{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":%s,\"exp\":%d}"
                .formatted(
                        force.account().clientId(),
                        subject,
                        audience,
                        Instant.now().getEpochSecond() + life)
                .getBytes(UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update((header + "." + claims).getBytes(UTF_8));
            return header + "." + claims + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String error(Reply reply) {
        assertThat(reply.status()).isEqualTo(400);
        return reply.json().path("error").asText();
    }

    private static String description(Reply reply) {
        return reply.json().path("error_description").asText();
    }
}
