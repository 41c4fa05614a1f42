package io.downfunnel.connect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Granted;
import io.downfunnel.platform.http.TokenShelf;
import io.downfunnel.store.TokenStore;
import io.downfunnel.store.TokenStore.Held;
import io.downfunnel.store.sealed.SealException;

/**
 * The tokens of a connection that somebody signed in to, shared by all nodes.
 *
 * <p>One node fetches the next access token ahead of time, under a lease; the others go on with the old one. Where there is
 * no good one, the others wait a little for that node, and then fetch their own: a node that died with the lease costs
 * seconds, and no upload.
 *
 * @param patience how long to wait for the node that has the lease, when there is no good token
 */
record SharedShelf(String connection, TokenStore store, String node, Duration patience, Clock clock)
        implements TokenShelf {
    /** How long a token is kept in memory before the store is asked again: somebody may have connected anew. */
    private static final Duration GLANCE = Duration.ofMinutes(1);

    /** Longer than a call to the token endpoint may take. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    private static final Duration NAP = Duration.ofMillis(100);

    @Override
    public AccessToken token(Optional<AccessToken> refused, Function<String, Granted> ask) {
        var held = held();
        if (usable(held, refused)) {
            return renewable(held) ? ahead(held, ask) : token(held);
        }
        return next(held, refused, ask);
    }

    /** It is good for a while; when the next one cannot be had just now, it goes on being used. */
    private AccessToken ahead(Held held, Function<String, Granted> ask) {
        if (!store.claim(connection, held.version(), node, LEASE)) {
            return token(held);
        }
        try {
            return fetch(held, ask);
        } catch (PlatformException e) {
            if (e.failure().failureClass() == FailureClass.AUTHENTICATION) {
                throw e;
            }
            return token(held);
        }
    }

    private AccessToken next(Held first, Optional<AccessToken> refused, Function<String, Granted> ask) {
        var held = first;
        for (var left = patience; !left.isNegative(); left = left.minus(NAP)) {
            if (store.claim(connection, held.version(), node, LEASE)) {
                // Between our look and the lease another node may have put one there.
                held = held();
                return usable(held, refused) ? released(held) : fetch(held, ask);
            }
            LockSupport.parkNanos(NAP.toNanos());
            held = held();
            if (usable(held, refused)) {
                return token(held);
            }
        }
        return fetch(held, ask);
    }

    private AccessToken released(Held held) {
        store.release(connection, held.version(), node);
        return token(held);
    }

    private AccessToken fetch(Held held, Function<String, Granted> ask) {
        var refreshToken = held.refreshToken().orElseThrow(() -> ended("what was granted has ended"));
        try {
            var granted = ask.apply(refreshToken);
            store.keep(connection, held.version(), Lives.of(granted, clock.instant()));
            return shortly(granted.access());
        } catch (PlatformException e) {
            store.release(connection, held.version(), node);
            return instead(held, e);
        }
    }

    /** Another node may have been given another refresh token just before, or somebody has connected anew. */
    private AccessToken instead(Held used, PlatformException refusal) {
        var held = held();
        if (!held.refreshToken().equals(used.refreshToken()) && usable(held, Optional.empty())) {
            return token(held);
        }
        throw refusal;
    }

    private Held held() {
        try {
            return store.find(connection).orElseThrow(() -> ended("nobody is signed in any more"));
        } catch (SealException e) {
            throw new PlatformException(
                    new Failure(FailureClass.AUTHENTICATION, "SIGN_IN_UNREADABLE", e.getMessage()),
                    Optional.empty(),
                    e);
        }
    }

    private static PlatformException ended(String what) {
        return new PlatformException(
                new Failure(FailureClass.AUTHENTICATION, "SIGN_IN_ENDED", "No access token: " + what));
    }

    private boolean usable(Held held, Optional<AccessToken> refused) {
        return held.accessToken().isPresent()
                && clock.instant().isBefore(held.accessUntil())
                && refused.filter(token -> held.accessToken().get().equals(token.value()))
                        .isEmpty();
    }

    private boolean renewable(Held held) {
        return held.refreshToken().isPresent() && !clock.instant().isBefore(held.renewFrom());
    }

    private AccessToken token(Held held) {
        return shortly(new AccessToken(held.accessToken().orElseThrow(), held.accessUntil(), held.scope()));
    }

    private AccessToken shortly(AccessToken token) {
        var soon = clock.instant().plus(GLANCE);
        return new AccessToken(token.value(), earlier(soon, token.goodUntil()), token.scope());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
