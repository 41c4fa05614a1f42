package io.downfunnel.platform;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.Cliff;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.http.TokenShelf;

/** An ad platform: what it can do, and how to open an account on it. Found by {@link java.util.ServiceLoader}. */
public interface AdPlatform {

    /** What it is and can do; plain data, the same at every call. */
    Descriptor descriptor();

    /**
     * What an account with these settings can do: no more than {@link #descriptor()}, and less where a setting leaves a way
     * of access out.
     */
    default Descriptor descriptor(Settings settings) {
        return descriptor();
    }

    /** Kinds of conversion action that can be made, in the platform's own words; empty where none can. */
    default List<String> actionCategories() {
        return List.of();
    }

    /**
     * What each of the vendor's codes means to us and to people: complete for the vendor's public lists, and for what we
     * name ourselves where the vendor gives no code.
     */
    FailureTable failures();

    /** Did the user give everything that an account needs? Then it is opened without being asked for. */
    boolean complete(Settings settings);

    /**
     * Opens an account. Nothing goes over the wire yet.
     *
     * @param settings the values of {@link Descriptor#settings()}
     * @param clock for token lives and quota windows
     * @throws SettingsException when a value is missing or impossible; it names the setting
     */
    AdAccount open(Settings settings, Clock clock);

    /**
     * The same with the tokens of somebody who signed in. The setting that {@link SignIn#refreshToken()} names is filled
     * then, but not with a token: that is on the shelf. A platform nobody can sign in to ignores the shelf.
     */
    default AdAccount open(Settings settings, Clock clock, TokenShelf shelf) {
        return open(settings, clock);
    }

    /** How a person signs in; empty where there is no way. */
    default Optional<SignIn> signIn() {
        return Optional.empty();
    }

    /** The same for an account with these settings, which may ask for more scopes. */
    default Optional<SignIn> signIn(Settings settings) {
        return signIn();
    }

    /**
     * The dates at which something of the vendor's ends that an account with these settings rests on; those of tokens that
     * somebody granted are not among them.
     *
     * @param today for what depends on what the vendor offers by now
     */
    default List<Cliff> cliffs(Settings settings, LocalDate today) {
        return List.of();
    }
}
