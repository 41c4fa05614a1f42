package io.downfunnel.platform;

import java.util.Optional;

/**
 * What is given for a platform.
 *
 * @param elsewhere in a file or the environment; it wins, since whoever writes a file does so on purpose
 * @param kept entered in the console
 */
record Given(String platform, SettingsSource elsewhere, Settings kept) {

    /** Empty when it is absent or blank. */
    Optional<String> find(String key) {
        return elsewhere(key).or(() -> kept.find(key));
    }

    Optional<String> elsewhere(String key) {
        return elsewhere
                .find("downfunnel." + platform + "." + key)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
