package io.downfunnel.platform.http;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** The access token of an account: kept while it is good, and fetched by one caller while the others wait for it. */
public final class Tokens {
    private final Function<Optional<AccessToken>, AccessToken> source;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile AccessToken current;

    public Tokens(Supplier<AccessToken> source, Clock clock) {
        this(refused -> source.get(), clock);
    }

    /** @param source is told which token was refused, if one was */
    public Tokens(Function<Optional<AccessToken>, AccessToken> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    public AccessToken current() {
        var token = current;
        return good(token) ? token : fetch(token, Optional.empty());
    }

    /** Another one than the one that was refused; somebody else may have fetched it already. */
    public AccessToken insteadOf(AccessToken refused) {
        return fetch(refused, Optional.of(refused));
    }

    private AccessToken fetch(AccessToken old, Optional<AccessToken> refused) {
        fetching.lock();
        try {
            if (current == old || !good(current)) {
                current = source.apply(refused);
            }
            return current;
        } finally {
            fetching.unlock();
        }
    }

    private boolean good(AccessToken token) {
        return token != null && clock.instant().isBefore(token.goodUntil());
    }
}
