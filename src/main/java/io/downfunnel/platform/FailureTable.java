package io.downfunnel.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;

/**
 * What a vendor's codes mean, as data that ships with the adapter: a row for every code in the vendor's public lists.
 *
 * <p>A row has six columns, separated by {@code |}: code, class, what the failure holds for, who can mend it, the cause
 * in plain language, what to do. Lines that begin with {@code #} are comments.
 */
public final class FailureTable {

    /** What a failure holds for. */
    public enum Reach {
        EVENT,
        ACTION,
        ACCOUNT
    }

    /** Who can mend it. */
    public enum Mender {
        NOBODY("nobody needs to"),
        MARKETING("marketing ops"),
        ADS_ADMIN("an admin of the ad account"),
        CRM_ADMIN("an admin of the CRM"),
        OPERATOR("whoever runs Downfunnel"),
        DEVELOPERS("Downfunnel's developers");

        private final String words;

        Mender(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param code the vendor's own, or ours in the same spelling where the vendor gives none
     * @param failureClass what we do about it
     * @param reach what it holds for
     * @param mender who can mend it
     * @param cause a sentence in plain language
     * @param remedy a sentence that says what to do; empty where nothing is to be done
     */
    public record Entry(
            String code, FailureClass failureClass, Reach reach, Mender mender, String cause, String remedy) {

        /** @param message the vendor's text, without secrets and match keys */
        public Failure failure(String message) {
            return new Failure(failureClass, code, message.isBlank() ? cause : message);
        }
    }

    private final Map<String, Entry> entries;

    private FailureTable(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /** Reads the resource {@code failures.table} beside the adapter's class. */
    public static FailureTable beside(Class<?> adapter) {
        try (var stream = adapter.getResourceAsStream("failures.table");
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return parse(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FailureTable parse(Collection<String> lines) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var entry = entry(line);
            if (entries.put(entry.code(), entry) != null) {
                throw new IllegalArgumentException("Two rows for the code " + entry.code());
            }
        }
        return new FailureTable(entries);
    }

    private static Entry entry(String line) {
        var columns = line.split("\\|", -1);
        if (columns.length != 6) {
            throw new IllegalArgumentException("Not six columns: " + line);
        }
        return new Entry(
                columns[0].strip(),
                FailureClass.valueOf(columns[1].strip()),
                Reach.valueOf(columns[2].strip()),
                Mender.valueOf(columns[3].strip()),
                columns[4].strip(),
                columns[5].strip());
    }

    /** Empty for a code that nobody has seen. */
    public Optional<Entry> find(String code) {
        return Optional.ofNullable(entries.get(code));
    }

    /** The row of a code; for one without a row, a row that says so, of the class that is never dropped. */
    public Entry of(String code) {
        return find(code)
                .orElseGet(() -> new Entry(
                        code,
                        FailureClass.UNCLASSIFIED,
                        Reach.EVENT,
                        Mender.DEVELOPERS,
                        "The platform answered with a code that this version of Downfunnel does not know.",
                        "Look the code up in the platform's documentation and tell Downfunnel's developers about it. Release the"
                                + " conversion when the cause is gone."));
    }

    public Collection<Entry> entries() {
        return entries.values();
    }
}
