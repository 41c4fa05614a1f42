package io.downfunnel.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.downfunnel.domain.Role;
import io.downfunnel.store.ApiTokenStore;
import io.downfunnel.store.ApiTokenStore.Token;
import io.downfunnel.store.UserStore.User;

/** What programs show to be let in to the API. */
@Singleton
public class ApiTokens {
    /** So that whoever finds one knows what it is, and secret scanners do too. */
    private static final String PREFIX = "downfunnel_";

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST_NAME = 100;
    private static final int MOST_DAYS = 366;

    private final ApiTokenStore tokens;

    public ApiTokens(ApiTokenStore tokens) {
        this.tokens = tokens;
    }

    /** What came of wanting one. */
    public sealed interface Made {
        /** @param token shown this once */
        record Done(Secret token) implements Made {}

        /** @param why in a sentence */
        record Refused(String why) implements Made {}
    }

    /** @param role no more than the user's own */
    public Made make(User user, String name, Role role, int days) {
        var called = name.strip();
        if (called.isEmpty() || called.length() > LONGEST_NAME) {
            return new Made.Refused("Give it a name of at most 100 characters that says what it is for.");
        }
        if (!user.role().covers(role)) {
            return new Made.Refused("A token can do no more than you can: choose a lesser role.");
        }
        if (days < 1 || days > MOST_DAYS) {
            return new Made.Refused("It holds for a day at least and " + MOST_DAYS + " days at most.");
        }
        var token = new Secret(PREFIX + Secret.random().word());
        tokens.add(token.hash(), user, called, role, Duration.ofDays(days));
        return new Made.Done(token);
    }

    public List<Token> of(User user) {
        return tokens.of(user);
    }

    public boolean remove(long id, User user) {
        return tokens.remove(id, user);
    }

    /** @param authorization the header; null where there is none */
    public static Optional<Secret> brought(String authorization) {
        return Optional.ofNullable(authorization)
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip())
                .filter(word -> word.startsWith(PREFIX))
                .map(Secret::new);
    }

    /** Who stands behind it; empty: nobody. */
    public Optional<User> find(Secret token) {
        return tokens.find(token.hash());
    }
}
