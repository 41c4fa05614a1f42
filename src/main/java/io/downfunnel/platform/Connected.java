package io.downfunnel.platform;

import java.util.Map;

import io.downfunnel.platform.http.TokenShelf;

/** Accounts that a person connected by signing in, instead of with tokens among the settings. */
public interface Connected {

    /** Nobody ever connected anything. */
    Connected NOTHING = new Connected() {
        @Override
        public Map<String, Long> versions() {
            return Map.of();
        }

        @Override
        public TokenShelf shelf(String platform) {
            throw new IllegalStateException("Nobody connected " + platform);
        }
    };

    /** By platform: a number that changes whenever it is connected anew. Asked often. */
    Map<String, Long> versions();

    /** Where the tokens of a connected platform are; to be asked for one that is in {@link #versions()}. */
    TokenShelf shelf(String platform);
}
