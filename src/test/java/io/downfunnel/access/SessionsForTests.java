package io.downfunnel.access;

import java.time.Duration;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.store.SessionStore;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.UserStore;

/** Sessions with their usual lives. */
public final class SessionsForTests {
    private SessionsForTests() {}

    public static Sessions on(Jdbi jdbi) {
        return new Sessions(new UserStore(jdbi), new SessionStore(jdbi), new TrailStore(jdbi), new SessionConfig() {
            @Override
            public Duration idle() {
                return Duration.ofHours(2);
            }

            @Override
            public Duration lifetime() {
                return Duration.ofHours(12);
            }
        });
    }
}
