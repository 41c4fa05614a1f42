package io.downfunnel.connect;

import java.time.Duration;
import java.time.Instant;

import io.downfunnel.platform.http.Granted;
import io.downfunnel.store.SignInStore.Tokens;

/** How long tokens are used. */
final class Lives {
    /** After this share of its life one node fetches the next one, while all others go on with the old one. */
    private static final int PERCENT = 80;

    private Lives() {}

    static Tokens of(Granted granted, Instant now) {
        var until = granted.access().goodUntil();
        return new Tokens(
                granted.refreshToken(),
                granted.refreshUntil(),
                granted.access().value(),
                until,
                now.plus(Duration.between(now, until).multipliedBy(PERCENT).dividedBy(100)));
    }
}
