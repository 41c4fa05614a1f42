package io.downfunnel.access.company;

import io.downfunnel.access.Secret;
import io.downfunnel.store.UserStore.User;

/** How somebody came back from the company's sign-in. */
public sealed interface Arrival {

    /**
     * @param session what the browser keeps from now on
     * @param next the page that they wanted to see
     */
    record Welcome(User user, Secret session, String next) implements Arrival {}

    record NotLetIn(Refusal why) implements Arrival {}
}
