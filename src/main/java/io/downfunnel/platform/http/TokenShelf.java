package io.downfunnel.platform.http;

import java.util.Optional;
import java.util.function.Function;

import io.downfunnel.platform.PlatformException;

/** Where the tokens of an account are, and who fetches the next one. */
@FunctionalInterface
public interface TokenShelf {

    /**
     * A good access token. How long it is good says when to ask the shelf again, which may be long before the vendor's own
     * end: somebody may have connected anew.
     *
     * @param refused one that the vendor does not take any more, so that it is not given out again
     * @param ask gets an access token for a refresh token from the vendor
     * @throws PlatformException when there is none to be had
     */
    AccessToken token(Optional<AccessToken> refused, Function<String, Granted> ask);

    /** For a refresh token from the settings: each process fetches access tokens of its own, and remembers a new refresh token. */
    static TokenShelf of(String refreshToken) {
        return new OwnShelf(refreshToken);
    }
}
