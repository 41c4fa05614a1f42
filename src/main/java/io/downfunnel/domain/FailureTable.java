package io.downfunnel.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.FailureRow.Mender;
import io.downfunnel.domain.FailureRow.Reach;

/**
 * What a vendor's codes mean, as data that ships with the adapter: a row for every code in the vendor's public lists,
 * and for what we name ourselves where the vendor gives no code.
 *
 * <p>The file, line by line: {@code vendor} and a name; {@code @name} and the address of a page; {@code [list]}, which the
 * codes below are members of; and rows of seven columns separated by {@code |}: code, class, what the failure holds for,
 * who can mend it, the cause in plain language, what to do, and the name of the page about it. Lines that begin with
 * {@code #} are comments.
 */
public final class FailureTable {
    private static final String FILE = "failures.table";

    private final String vendor;
    private final Map<String, FailureRow> rows;

    private FailureTable(String vendor, Map<String, FailureRow> rows) {
        this.vendor = vendor;
        this.rows = Collections.unmodifiableMap(rows);
    }

    /** Reads the resource {@code failures.table} beside the adapter's class. */
    public static FailureTable beside(Class<?> adapter) {
        return parse(lines(adapter, FILE));
    }

    /** The same with the tables of the vendor's other interfaces. */
    public static FailureTable beside(Class<?> adapter, String... more) {
        var all = new ArrayList<>(lines(adapter, FILE));
        for (var file : more) {
            all.addAll(lines(adapter, file));
        }
        return parse(all);
    }

    private static List<String> lines(Class<?> adapter, String file) {
        try (var stream = adapter.getResourceAsStream(file);
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException for a line that cannot be read, a row that contradicts itself, a code with two */
    public static FailureTable parse(Collection<String> lines) {
        return new Reading().read(lines);
    }

    private static final class Reading {
        private final Map<String, FailureRow> rows = new LinkedHashMap<>();
        private final Map<String, URI> pages = new LinkedHashMap<>();
        private String vendor = "";
        private String list = "";

        FailureTable read(Collection<String> lines) {
            lines.stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(this::line);
            return new FailureTable(vendor, rows);
        }

        private void line(String line) {
            if (line.startsWith("vendor ")) {
                vendor = line.substring("vendor ".length()).strip();
            } else if (line.startsWith("@")) {
                var page = line.substring(1).split("\\s+", 2);
                pages.put(page[0], URI.create(page[1].strip()));
            } else if (line.startsWith("[")) {
                list = line.strip().substring(1, line.strip().length() - 1);
            } else {
                var row = row(line);
                if (rows.put(row.code(), row) != null) {
                    throw new IllegalArgumentException("Two rows for the code " + row.code());
                }
            }
        }

        private FailureRow row(String line) {
            var columns = line.split("\\|", -1);
            if (columns.length != 7) {
                throw new IllegalArgumentException("Not seven columns: " + line);
            }
            return new FailureRow(
                    columns[0].strip(),
                    list,
                    FailureClass.valueOf(columns[1].strip()),
                    Reach.valueOf(columns[2].strip()),
                    Mender.valueOf(columns[3].strip()),
                    columns[4].strip(),
                    columns[5].strip(),
                    page(columns[6].strip()));
        }

        private Optional<URI> page(String name) {
            if (!name.isEmpty() && !pages.containsKey(name)) {
                throw new IllegalArgumentException("There is no page @" + name);
            }
            return Optional.ofNullable(pages.get(name));
        }
    }

    /** Whose codes these are, as people call the company. */
    public String vendor() {
        return vendor;
    }

    /** Empty for a code that nobody has seen. */
    public Optional<FailureRow> find(String code) {
        return Optional.ofNullable(rows.get(code));
    }

    /** The row of a code; for one without a row, a row that says so, of the class that is never dropped. */
    public FailureRow of(String code) {
        return find(code)
                .orElseGet(() -> new FailureRow(
                        code,
                        FailureRow.OUR_OWN + ": unknown",
                        FailureClass.UNCLASSIFIED,
                        Reach.EVENT,
                        Mender.DEVELOPERS,
                        vendor + " answered with a code that this version of Downfunnel does not know.",
                        "Look the code up in the documentation of " + vendor
                                + " and tell Downfunnel's developers about it."
                                + " What waits because of it goes on when the cause is gone.",
                        Optional.empty()));
    }

    /** In the order of the file. */
    public Collection<FailureRow> rows() {
        return rows.values();
    }
}
