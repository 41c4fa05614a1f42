package io.downfunnel.platform.http;

import java.time.Instant;
import java.util.Optional;

/**
 * All that a token endpoint gave.
 *
 * @param refreshToken another one than before, or the same; empty where it gave none
 * @param refreshUntil when the refresh token ends, where the vendor says so
 */
public record Granted(AccessToken access, Optional<String> refreshToken, Optional<Instant> refreshUntil) {

    @Override
    public String toString() {
        return access + (refreshToken.isPresent() ? ", with a refresh token" : "");
    }
}
