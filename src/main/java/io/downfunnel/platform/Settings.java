package io.downfunnel.platform;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The values an account is opened with, by the keys of {@link Descriptor#settings()}. Prints its keys only, since some
 * values are secret.
 */
public record Settings(Map<String, String> values) {
    public static final Settings NONE = new Settings(Map.of());

    public Settings {
        values = Map.copyOf(values);
    }

    /** Empty when it is absent or blank. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** @throws SettingsException when it is absent or blank */
    public String get(String key) {
        return find(key).orElseThrow(() -> new SettingsException(key, "is not set"));
    }

    /** @throws SettingsException when it is not written like {@code PT30S} */
    public Optional<Duration> duration(String key) {
        return find(key).map(text -> {
            try {
                return Duration.parse(text);
            } catch (java.time.format.DateTimeParseException e) {
                throw new SettingsException(key, "is not a duration such as PT30S");
            }
        });
    }

    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }
}
