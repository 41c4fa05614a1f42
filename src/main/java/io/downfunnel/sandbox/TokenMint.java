package io.downfunnel.sandbox;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Makes access tokens that carry all there is to know of them, so that a token outlives a killed sandbox without a list
 * of tokens anywhere.
 */
public final class TokenMint {

    /**
     * @param subject whom the token speaks for
     * @param scopes what it may do; no commas or bars within
     */
    public record Grant(String subject, List<String> scopes, Instant issuedAt, Instant expiresAt) {}

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String prefix;
    private final SecretKeySpec key;

    public TokenMint(String prefix, String secret) {
        this.prefix = prefix;
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
    }

    public String mint(Grant grant) {
        String content = String.join(
                "|",
                grant.subject(),
                String.join(",", grant.scopes()),
                grant.issuedAt().toString(),
                grant.expiresAt().toString());
        byte[] bytes = content.getBytes(UTF_8);
        return prefix + BASE64.encodeToString(bytes) + "." + BASE64.encodeToString(signature(bytes));
    }

    /** What is in a token of this mint; empty for anything else. */
    public Optional<Grant> read(String token) {
        String[] parts =
                token.startsWith(prefix) ? token.substring(prefix.length()).split("\\.", -1) : new String[0];
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[0]);
            byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
            return MessageDigest.isEqual(signature, signature(content))
                    ? Optional.of(grant(new String(content, UTF_8).split("\\|")))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Grant grant(String... content) {
        return new Grant(
                content[0], List.of(content[1].split(",")), Instant.parse(content[2]), Instant.parse(content[3]));
    }

    private byte[] signature(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
