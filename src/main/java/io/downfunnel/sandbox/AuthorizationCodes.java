package io.downfunnel.sandbox;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Codes that a consent page sends people back with: each is taken once and soon. They die with the process, as the ten
 * minutes that a person may take are not worth a journal.
 */
public final class AuthorizationCodes {
    /** The vendors do not say; no code may live longer (RFC 6749 §4.1.2). */
    private static final Duration LIFE = Duration.ofMinutes(10);

    /**
     * @param challenge of the proof key by the method S256; empty where none was sent
     * @param offline whether a refresh token comes along
     */
    public record Code(
            String clientId,
            String redirectUri,
            List<String> scopes,
            Optional<String> challenge,
            boolean offline,
            Instant issuedAt) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    public String issue(String prefix, Code code) {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        var word = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        codes.put(word, code);
        return word;
    }

    /** Empty for one that is unknown or was taken before. */
    public Optional<Code> take(String word) {
        return Optional.ofNullable(codes.remove(word));
    }

    public static boolean expired(Code code, Instant now) {
        return !now.isBefore(code.issuedAt().plus(LIFE));
    }

    public void clear() {
        codes.clear();
    }
}
