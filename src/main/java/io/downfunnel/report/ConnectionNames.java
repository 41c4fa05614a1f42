package io.downfunnel.report;

import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;

/**
 * Connections as people write them.
 *
 * @param platforms names of platforms by their ids
 */
public record ConnectionNames(Map<String, String> platforms) {

    public ConnectionNames {
        platforms = Map.copyOf(platforms);
    }

    /** Of the platforms that are installed. */
    public static ConnectionNames installed() {
        return new ConnectionNames(ServiceLoader.load(AdPlatform.class).stream()
                .map(platform -> platform.get().descriptor())
                .collect(Collectors.toMap(Descriptor::id, Descriptor::name)));
    }

    /** A connection that is named after its platform bears the platform's name, another one its own. */
    public String of(String connection) {
        var first = connection.replaceFirst(",.*", "");
        return platforms.getOrDefault(first, capital(first)) + connection.substring(first.length());
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
