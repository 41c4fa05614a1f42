package io.downfunnel.sandbox.google;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Json;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A service account whose key file, in Google's format, lies in the sandbox's directory as {@value #FILE}. The key is
 * made at the first start and good for nothing but the sandbox.
 */
final class ServiceAccount {

    static final String FILE = "google-service-account.json";

    sealed interface Verdict {}

    record Welcome(List<String> scopes) implements Verdict {}

    record Refused(String why) implements Verdict {}

    private static final long LONGEST_LIFE = 3600;
    private static final long SKEW = 300;

    private final String email;
    private final PublicKey key;

    private ServiceAccount(String email, PublicKey key) {
        this.email = email;
        this.key = key;
    }

    static ServiceAccount in(Path directory, String email) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                Files.write(file, Json.bytes(keyFile(email)));
            }
            return new ServiceAccount(email, publicKey(Json.read(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key file " + file + " cannot be used; delete it for a new one", e);
        }
    }

    /** Whether a signed assertion is good for a token. */
    Verdict check(String assertion, Instant now) {
        String[] parts = assertion.split("\\.", -1);
        try {
            if (parts.length != 3 || !signed(parts)) {
                return new Refused("Invalid JWT Signature.");
            }
            return claims(Json.read(Base64.getUrlDecoder().decode(parts[1])), now.getEpochSecond());
        } catch (IOException | IllegalArgumentException unreadable) {
            return new Refused("Invalid JWT: Failed audience check or malformed assertion.");
        }
    }

    private Verdict claims(JsonNode claims, long now) {
        long issued = claims.path("iat").asLong();
        long expires = claims.path("exp").asLong();
        if (!claims.path("iss").asText().equals(email)) {
            return new Refused("Invalid grant: account not found");
        }
        if (!claims.path("aud").asText().endsWith("/token")) {
            return new Refused("Invalid JWT: Failed audience check.");
        }
        if (expires <= now - SKEW || issued > now + SKEW || expires - issued > LONGEST_LIFE) {
            return new Refused(
                    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
                            + " Check your iat and exp values in the JWT claim.");
        }
        String scope = claims.path("scope").asText();
        return scope.isEmpty()
                ? new Refused("Invalid OAuth scope or ID token audience provided.")
                : new Welcome(List.of(scope.split(" ")));
    }

    private boolean signed(String... parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException notOurs) {
            return false;
        }
    }

    private static JsonNode keyFile(String email) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PrivateKey key = generator.generateKeyPair().getPrivate();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return Json.object()
                .put("type", "service_account")
                .put("project_id", "downfunnel-sandbox")
                .put("private_key_id", "sandbox")
                .put("private_key", pem)
                .put("client_email", email)
                .put("client_id", "100000000000000000001")
                .put("token_uri", "https://oauth2.googleapis.com/token");
    }

    private static PublicKey publicKey(JsonNode keyFile) throws GeneralSecurityException {
        String base64 = keyFile.path("private_key").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        var key = (RSAPrivateCrtKey)
                rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        BigInteger exponent = key.getPublicExponent();
        return rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), exponent));
    }
}
