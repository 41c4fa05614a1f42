package io.downfunnel.access;

import java.time.Duration;

import io.downfunnel.store.UserStore.User;

/** What became of a sign-in. */
public sealed interface Entry {

    /** @param session what the browser keeps from now on */
    record Welcome(User user, Secret session) implements Entry {}

    /** The name or the password is wrong, and nobody is told which. */
    record Refused() implements Entry {}

    /** Too many failed. */
    record TooSoon(Duration left) implements Entry {}
}
