package io.downfunnel.access.company;

import java.net.URI;

import io.downfunnel.access.Secret;

/** How somebody sets out for the company's sign-in. */
public sealed interface Departure {

    /**
     * @param to the company's sign-in page
     * @param browser what the browser has to keep until it comes back
     */
    record Ready(URI to, Secret browser) implements Departure {
        @Override
        public String toString() {
            return "to " + to.getHost();
        }
    }

    record NotPossible(Refusal why) implements Departure {}
}
