package io.downfunnel.platform.http;

import java.time.Instant;

/**
 * @param value goes into the Authorization header and nowhere else
 * @param goodUntil when we stop using it, some time before the vendor does
 * @param scope what it allows, as the vendor said; empty where it did not
 */
public record AccessToken(String value, Instant goodUntil, String scope) {

    public String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "access token good until " + goodUntil;
    }
}
