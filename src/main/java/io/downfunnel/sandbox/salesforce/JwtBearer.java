package io.downfunnel.sandbox.salesforce;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.salesforce.TokenEndpoint.OAuthRefusal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Assertions signed with the key whose certificate was uploaded to the connected app. */
final class JwtBearer {

    private static final Set<String> AUDIENCES = Set.of("https://login.salesforce.com", "https://test.salesforce.com");
    private static final long LONGEST_LIFE_SECONDS = 180 + 30;

    private final SandboxAccounts.Salesforce account;
    private final Supplier<Instant> realTime;
    private final AtomicReference<Optional<PublicKey>> key = new AtomicReference<>(Optional.empty());

    /** @param realTime what the signer's clock says: control calls move the sandbox's time, not that of its clients */
    JwtBearer(SandboxAccounts.Salesforce account, Supplier<Instant> realTime) {
        this.account = account;
        this.realTime = realTime;
    }

    /** @param pem a certificate or a public key */
    void trust(String pem) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            key.set(Optional.of(
                    pem.contains("CERTIFICATE")
                            ? CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der))
                                    .getPublicKey()
                            : KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ControlException("pem must be an X.509 certificate or an RSA public key: " + e.getMessage());
        }
    }

    void forget() {
        key.set(Optional.empty());
    }

    void check(String assertion, String base) {
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            throw invalid("invalid assertion");
        }
        JsonNode header = json(parts[0]);
        JsonNode claims = json(parts[1]);
        if (!header.path("alg").asText().equals("RS256")) {
            throw invalid("algorithm not supported");
        }
        if (!claims.path("iss").asText().equals(account.clientId())) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        if (!signed(parts)) {
            throw invalid("invalid assertion");
        }
        JsonNode audience = claims.path("aud");
        if (!audience.isTextual()
                || !(AUDIENCES.contains(audience.asText()) || audience.asText().equals(base))) {
            throw invalid("audience is invalid");
        }
        long life = claims.path("exp").asLong() - realTime.get().getEpochSecond();
        if (!claims.path("exp").isIntegralNumber() || life <= 0 || life > LONGEST_LIFE_SECONDS) {
            throw invalid("assertion is expired or not yet valid");
        }
        if (!claims.path("sub").asText().equals(account.username())) {
            throw invalid("user hasn't approved this consumer");
        }
    }

    private boolean signed(String[] parts) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key.get()
                    .orElseThrow(() -> new OAuthRefusal("invalid_client", "no certificate was uploaded for this app")));
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode json(String part) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(part));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid("invalid assertion");
        }
    }

    private static OAuthRefusal invalid(String description) {
        return new OAuthRefusal("invalid_grant", description);
    }
}
