package io.downfunnel.sandbox.google.ads;

import java.util.List;
import java.util.Map;

/**
 * A {@code ConversionActionOperation} in words of no version.
 *
 * @param resourceName of what is updated or removed
 * @param fields what the message says, by name
 * @param mask which fields an update is about
 */
record ActionChange(Kind kind, String resourceName, Map<String, String> fields, List<String> mask) {

    enum Kind {
        CREATE,
        UPDATE,
        REMOVE,
        NOTHING
    }
}
