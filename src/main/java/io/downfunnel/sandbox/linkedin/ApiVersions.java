package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import static java.util.Map.entry;

/** The API versions that still answer. Dates of their end: LinkedIn's migrations table, linkedin.md §1.3. */
final class ApiVersions {

    /** The first version that takes hashed names. */
    static final String HASHED_NAMES = "202609";

    private static final Map<String, LocalDate> SUNSETS = Map.ofEntries(
            entry("202509", LocalDate.of(2026, 9, 15)),
            entry("202510", LocalDate.of(2026, 10, 15)),
            entry("202511", LocalDate.of(2026, 11, 16)),
            entry("202601", LocalDate.of(2027, 1, 15)),
            entry("202602", LocalDate.of(2027, 2, 15)),
            entry("202603", LocalDate.of(2027, 3, 16)),
            entry("202604", LocalDate.of(2027, 4, 15)),
            entry("202605", LocalDate.of(2027, 5, 15)),
            entry("202606", LocalDate.of(2027, 6, 15)),
            entry("202607", LocalDate.of(2027, 7, 15)),
            entry("202608", LocalDate.of(2027, 8, 17)),
            entry("202609", LocalDate.of(2027, 9, 15)));

    private final Set<String> endedEarly = ConcurrentHashMap.newKeySet();

    boolean active(String version, Instant now) {
        LocalDate sunset = SUNSETS.getOrDefault(version, LocalDate.EPOCH);
        return !endedEarly.contains(version)
                && now.atZone(ZoneOffset.UTC).toLocalDate().isBefore(sunset);
    }

    void end(String version) {
        endedEarly.add(version);
    }

    void reset() {
        endedEarly.clear();
    }
}
