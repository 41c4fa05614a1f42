package io.downfunnel.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.downfunnel.domain.Cliff;

/**
 * The versions of a vendor's interface and when each ends, as data that ships with the adapter.
 *
 * <p>The file {@code versions.table} beside the adapter, line by line: {@code @word} and a text for each of
 * {@code connection}, {@code what} (a {@code %s} in it is the version), {@code then}, {@code remedy}, {@code source} and
 * {@code unknown} (what to do about a version that is not in the table); and rows of a version and its first day without
 * it, separated by {@code |}. Lines that begin with {@code #} are comments.
 */
public final class VersionTable {
    private static final String FILE = "versions.table";
    private static final Pattern YEAR_AND_MONTH = Pattern.compile("(\\d{4})(\\d{2})");

    private final Map<String, String> words;
    private final Map<String, LocalDate> ends;

    private VersionTable(Map<String, String> words, Map<String, LocalDate> ends) {
        this.words = words;
        this.ends = ends;
    }

    public static VersionTable beside(Class<?> adapter) {
        var words = new HashMap<String, String>();
        var ends = new LinkedHashMap<String, LocalDate>();
        try (var stream = adapter.getResourceAsStream(FILE);
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().map(String::strip).forEach(line -> {
                if (line.startsWith("@")) {
                    var parts = line.substring(1).split(" ", 2);
                    words.put(parts[0], parts[1].strip());
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    var parts = line.split("\\|");
                    ends.put(parts[0].strip(), LocalDate.parse(parts[1].strip()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new VersionTable(words, ends);
    }

    /** Versions and their ends, in the order of the file. */
    public Map<String, LocalDate> ends() {
        return java.util.Collections.unmodifiableMap(ends);
    }

    /**
     * When this version ends. One that is not in the table but is named after its month is taken to live the year that the
     * vendor promises at least; of any other nothing is known.
     */
    public Optional<Cliff> cliff(String version) {
        var known = Optional.ofNullable(ends.get(version));
        return known.map(end -> cliff(version, end, words.get("remedy")))
                .or(() -> aYearAfter(version).map(end -> cliff(version, end, words.get("unknown"))));
    }

    private Cliff cliff(String version, LocalDate end, String remedy) {
        return new Cliff(
                words.get("connection"),
                words.get("what").formatted(version),
                end,
                words.get("then"),
                remedy,
                words.get("source"));
    }

    private static Optional<LocalDate> aYearAfter(String version) {
        var match = YEAR_AND_MONTH.matcher(version);
        return match.matches()
                ? Optional.of(LocalDate.of(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)), 1)
                        .plusYears(1))
                : Optional.empty();
    }
}
