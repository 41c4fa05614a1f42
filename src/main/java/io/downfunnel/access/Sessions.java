package io.downfunnel.access;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.SessionStore;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.UserStore;
import io.downfunnel.store.UserStore.User;

/** Signing in and out, and who is signed in. Kept in the database, so that all nodes know it and a restart forgets nobody. */
@Singleton
public class Sessions {
    private static final int LONGEST_NAME = 100;

    private final UserStore users;
    private final SessionStore sessions;
    private final TrailStore trail;
    private final SessionConfig config;

    public Sessions(UserStore users, SessionStore sessions, TrailStore trail, SessionConfig config) {
        this.users = users;
        this.sessions = sessions;
        this.trail = trail;
        this.config = config;
    }

    /**
     * @param before the session that the browser has; it ends, and is never taken over
     * @param address where the request comes from
     */
    public Entry signIn(String name, String password, Optional<Secret> before, String address) {
        var byName = Secret.hash("name " + name.strip().toLowerCase(Locale.ROOT));
        var byAddress = Secret.hash("address " + address);
        var wait = sessions.attempt(
                List.of(byName, byAddress),
                (at, failures) -> at == 0 ? Patience.byName(failures) : Patience.byAddress(failures));
        if (wait.isPresent()) {
            return new Entry.TooSoon(wait.get());
        }
        var user = known(name, password);
        if (user.isEmpty()) {
            trail.append(refused(name));
            return new Entry.Refused();
        }
        sessions.succeeded(byName, byAddress);
        return new Entry.Welcome(user.get(), open(user.get(), before));
    }

    /** A name that nobody has is not written down: people type passwords into the wrong field. */
    private TrailEntry refused(String name) {
        var who = users.find(name.strip()).map(User::name);
        return new TrailEntry(
                who.orElse(TrailEntry.SOMEBODY),
                What.SIGN_IN_REFUSED,
                who.orElse(""),
                who.isPresent() ? "wrong password" : "no such name");
    }

    /** Whoever is not known takes as long as whoever is. */
    private Optional<User> known(String name, String password) {
        var user = name.strip().length() > LONGEST_NAME || password.length() > 4 * PasswordRule.LONGEST
                ? Optional.<User>empty()
                : users.find(name.strip());
        var hash = user.flatMap(known -> users.password(known.id()));
        if (hash.isEmpty()) {
            Passwords.fitsNobody(password.length() > PasswordRule.LONGEST ? "" : password);
            return Optional.empty();
        }
        return user.filter(known -> Passwords.fits(password, hash.get()));
    }

    /** For whoever has just chosen a password by a link. */
    public Secret open(User user, Optional<Secret> before) {
        var session = Secret.random();
        sessions.open(session.hash(), before.map(Secret::hash).orElseGet(() -> new byte[0]), user, config.lifetime());
        return session;
    }

    /**
     * For whom the company has let through.
     *
     * @param hint to be handed to the company at the sign-out; closed with the session's own word, so that the database cannot
     *     read it
     */
    public Secret open(User user, Optional<Secret> before, Optional<String> hint) {
        var session = Secret.random();
        sessions.open(
                session.hash(),
                before.map(Secret::hash).orElseGet(() -> new byte[0]),
                user,
                config.lifetime(),
                hint.map(session::closed));
        return session;
    }

    /** What {@link #open(User, Optional, Optional)} was given. */
    public Optional<String> hint(Secret session) {
        return sessions.hint(session.hash()).flatMap(session::opened);
    }

    /** @param busy whether a person did something just now */
    public Optional<User> find(Secret session, boolean busy) {
        return sessions.find(session.hash(), config.idle(), busy);
    }

    /**
     * Counts an attempt that is about to be made from there with the company, among all others of the address.
     *
     * @return how long to wait first; empty: it may be made
     */
    public Optional<Duration> attempt(String address) {
        return sessions.attempt(
                List.of(Secret.hash("address " + address)), (at, failures) -> Patience.byAddress(failures));
    }

    /** It was nobody's fault, so it does not count. */
    public void forget(String address) {
        var counted = Secret.hash("address " + address);
        sessions.succeeded(Secret.hash("nobody's name"), counted);
    }

    public void end(Secret session, User user) {
        sessions.end(session.hash(), user.name());
    }

    /** How long it lasts at most. */
    public Duration lifetime() {
        return config.lifetime();
    }
}
