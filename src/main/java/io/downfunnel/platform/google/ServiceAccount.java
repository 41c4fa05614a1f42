package io.downfunnel.platform.google;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.downfunnel.platform.SettingsException;

/**
 * A Google service account, from the key file that the Cloud console hands out. It proves who it is with a signed token
 * (RFC 7523), so there is no refresh token that somebody could revoke.
 */
record ServiceAccount(String email, String keyId, PrivateKey key) {
    static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIFE = Duration.ofHours(1);

    /** @throws SettingsException when the file cannot be read or is not a key file */
    static ServiceAccount read(String setting, Path file) {
        try {
            return parse(setting, JSON.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new SettingsException(setting, "names a file that is not the JSON key file of a service account");
        } catch (IOException e) {
            throw new SettingsException(setting, "names a file that cannot be read");
        }
    }

    private static ServiceAccount parse(String setting, JsonNode json) {
        try {
            var pem = json.path("private_key").asText("").replaceAll("-----[A-Z ]+-----|\\s", "");
            var key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            return new ServiceAccount(
                    json.path("client_email").asText(""),
                    json.path("private_key_id").asText(""),
                    key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SettingsException(setting, "names a file without a private key that can be read");
        }
    }

    /** @param audience address of the token endpoint */
    String assertion(String audience, String scope, Instant now) {
        var header = new LinkedHashMap<String, Object>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", email);
        claims.put("scope", scope);
        claims.put("aud", audience);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        var signed = encoded(header) + "." + encoded(claims);
        return signed + "." + base64(sign(signed));
    }

    private static String encoded(LinkedHashMap<String, Object> part) {
        try {
            return base64(JSON.writeValueAsBytes(part));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and numbers can be written as JSON", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] sign(String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform signs with RSA", e);
        }
    }

    @Override
    public String toString() {
        return "service account " + email;
    }
}
