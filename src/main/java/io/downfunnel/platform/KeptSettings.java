package io.downfunnel.platform;

import java.util.Map;
import java.util.Optional;

/** Settings that people entered in the console. Whatever stands in a file or the environment wins over them, key by key. */
public interface KeptSettings {

    /** Nobody ever entered anything. */
    KeptSettings NOTHING = new KeptSettings() {
        @Override
        public Map<String, Long> versions() {
            return Map.of();
        }

        @Override
        public Settings of(String connection, long version) {
            throw new IllegalStateException("Nothing is kept for " + connection);
        }
    };

    /** By connection: a number that changes with every change of its settings; without them it has none. Asked often. */
    Map<String, Long> versions();

    /**
     * What is kept for a connection, secrets included. A secret that this node cannot open is left out: see {@link #trouble}.
     *
     * @param version of {@link #versions()}; what belongs to it does not change any more
     */
    Settings of(String connection, long version);

    /** Why something of it cannot be read by this node, and what to do; empty when all can. */
    default Optional<String> trouble(String connection, long version) {
        return Optional.empty();
    }

    /** The same as of now; without a value when nothing is kept. */
    default Settings of(String connection) {
        var version = versions().get(connection);
        return version == null ? Settings.NONE : of(connection, version);
    }
}
