package io.downfunnel.extract.salesforce;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The signed statement that a JWT bearer token is asked for with (salesforce.md §3.3). */
final class JwtAssertion {
    /** Salesforce refuses an assertion that lives longer than three minutes. */
    private static final Duration LIFE = Duration.ofMinutes(2);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectMapper JSON = new ObjectMapper();

    private JwtAssertion() {}

    static String of(Credentials.JwtBearer credentials, Instant now) {
        var claims = new TreeMap<String, Object>();
        claims.put("iss", credentials.clientId());
        claims.put("sub", credentials.username());
        claims.put("aud", credentials.audience());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        var signed = part(Map.of("alg", "RS256")) + "." + part(claims);
        return signed + "." + BASE64.encodeToString(signature(credentials, signed));
    }

    private static byte[] signature(Credentials.JwtBearer credentials, String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(credentials.key());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An RSA key signs with SHA-256", e);
        }
    }

    private static String part(Map<String, ?> content) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of texts and numbers can always be written", e);
        }
    }
}
