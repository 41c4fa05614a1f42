package io.downfunnel.sandbox.salesforce;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Access tokens. Each is a session that dies when nobody used it for two hours; nothing tells the client beforehand. */
final class Sessions {

    static final Duration INACTIVITY = Duration.ofHours(2);

    private final Clock clock;
    private final String organization;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();

    Sessions(Clock clock, String organization) {
        this.clock = clock;
        this.organization = organization;
    }

    String open() {
        byte[] secret = new byte[60];
        random.nextBytes(secret);
        String token = organization.substring(0, 15) + "!"
                + Base64.getUrlEncoder().encodeToString(secret).replace('-', '.');
        lastUse.put(token, clock.instant());
        return token;
    }

    /** @throws Refusal when there is no such session, or not any more */
    void use(String token) {
        Instant now = clock.instant();
        Instant used = lastUse.computeIfPresent(
                token, (same, last) -> last.plus(INACTIVITY).isBefore(now) ? null : now);
        if (used == null) {
            throw Refusal.noSuchSession();
        }
    }

    void end(String token) {
        lastUse.remove(token);
    }

    int endAll() {
        int ended = lastUse.size();
        lastUse.clear();
        return ended;
    }

    int size() {
        return lastUse.size();
    }
}
