package io.downfunnel.platform.http;

import java.util.Optional;
import java.util.function.Function;

/** The refresh token of the settings. A vendor that gives another one with each answer is followed until the process ends. */
final class OwnShelf implements TokenShelf {
    private volatile String refreshToken;

    OwnShelf(String refreshToken) {
        this.refreshToken = refreshToken;
    }

    @Override
    public AccessToken token(Optional<AccessToken> refused, Function<String, Granted> ask) {
        var granted = ask.apply(refreshToken);
        granted.refreshToken().ifPresent(next -> refreshToken = next);
        return granted.access();
    }
}
