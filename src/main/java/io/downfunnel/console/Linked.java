package io.downfunnel.console;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.downfunnel.platform.Descriptor.Setting;

/**
 * A connection with what can be entered for it.
 *
 * @param prefix of its keys in a file
 * @param own what it needs
 * @param more what rarely has to be different
 * @param elsewhere keys that a file or the environment sets, with what they say; empty where nobody is to read it
 */
record Linked(
        String id, String name, String prefix, List<Setting> own, List<Setting> more, Map<String, String> elsewhere) {

    Linked {
        own = List.copyOf(own);
        more = List.copyOf(more);
        elsewhere = Map.copyOf(elsewhere);
    }

    List<Setting> settings() {
        return Stream.concat(own.stream(), more.stream()).toList();
    }

    /** Those that a form decides about. */
    List<Setting> free() {
        return settings().stream()
                .filter(setting -> !elsewhere.containsKey(setting.key()))
                .toList();
    }
}
