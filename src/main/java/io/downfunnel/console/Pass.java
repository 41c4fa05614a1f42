package io.downfunnel.console;

import java.util.Optional;

import io.vertx.ext.web.RoutingContext;

import io.downfunnel.access.Secret;
import io.downfunnel.store.UserStore.User;

/**
 * What the gate found out about a request.
 *
 * @param right the way that it took; empty: none, so it leads nowhere
 * @param user empty: nobody is signed in, or it does not matter here
 */
record Pass(Optional<Right> right, Optional<User> user, Optional<Secret> session) {
    private static final String KEY = Pass.class.getName();

    static Optional<Pass> of(RoutingContext visit) {
        return Optional.ofNullable(visit).map(known -> known.get(KEY));
    }

    void onto(RoutingContext visit) {
        visit.put(KEY, this);
    }

    /** What every form of a session carries, and no other session's does. */
    Optional<Secret> formToken() {
        return session.map(secret -> secret.derived("form"));
    }
}
