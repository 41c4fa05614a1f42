package io.downfunnel.extract;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;

/**
 * Countries as people write them into a CRM: as code, or by name in a language of business. A name that two countries
 * share is none.
 */
final class Countries {
    private static final List<String> LANGUAGES = List.of(
            "en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "da", "sv", "nb", "fi", "hu", "ro", "el", "tr", "ru",
            "ja", "ko", "zh");

    private static final Map<String, String> SAID_OTHERWISE = Map.of(
            "uk", "GB",
            "greatbritain", "GB",
            "england", "GB",
            "usa", "US",
            "unitedstatesofamerica", "US",
            "holland", "NL",
            "thenetherlands", "NL",
            "czechrepublic", "CZ",
            "uae", "AE");

    private static final Map<String, String> BY_NAME = byName();

    private Countries() {}

    /** @return ISO 3166-1 alpha-2; empty for what we cannot tell */
    static Optional<String> region(String text) {
        return Optional.ofNullable(BY_NAME.get(key(text)));
    }

    private static Map<String, String> byName() {
        var names = new HashMap<String, String>();
        var shared = new HashSet<String>();
        for (var language : LANGUAGES) {
            for (var code : Locale.getISOCountries()) {
                put(names, shared, Locale.of("", code).getDisplayCountry(Locale.of(language)), code);
            }
        }
        shared.forEach(names::remove);
        for (var code : Locale.getISOCountries()) {
            names.put(key(code), code);
            alpha3(code).ifPresent(three -> names.put(key(three), code));
        }
        names.putAll(SAID_OTHERWISE);
        return Map.copyOf(names);
    }

    private static void put(Map<String, String> names, Set<String> shared, String name, String code) {
        var before = names.putIfAbsent(key(name), code);
        if (before != null && !before.equals(code)) {
            shared.add(key(name));
        }
    }

    private static Optional<String> alpha3(String code) {
        try {
            return Optional.of(Locale.of("", code).getISO3Country());
        } catch (MissingResourceException e) {
            return Optional.empty();
        }
    }

    /** Without white space and punctuation: "U.S.A." is "USA". */
    private static String key(String text) {
        return text.replaceAll("[\\s\\p{Z}\\p{P}]+", "").toLowerCase(Locale.ROOT);
    }
}
