package io.downfunnel.extract.salesforce;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The queries of the extraction. Names come from a describe, everything else is written as a literal (salesforce.md
 * §4.3).
 */
public final class Soql {
    private static final DateTimeFormatter LITERAL = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Soql() {}

    /** The last row of the page before. */
    public record After(Instant at, String id) {}

    /**
     * A page of what is stamped within a window, in the order of stamp and id. Behind a row the lower bound moves to the
     * row's stamp, since thousands may share it: by stamp alone, rows would be lost or come for ever.
     *
     * @param clock the field that orders the pages
     * @param filter a further condition, from {@link #in}
     */
    public static String page(
            String object,
            Collection<String> fields,
            String clock,
            Instant from,
            Instant to,
            Optional<String> filter,
            Optional<After> after,
            int limit) {
        return "SELECT " + String.join(", ", fields) + " FROM " + object
                + window(clock, after.map(After::at).orElse(from), to, filter)
                + after.map(row -> " AND (" + clock + " > " + literal(row.at()) + " OR Id > " + literal(row.id()) + ")")
                        .orElse("")
                + " ORDER BY " + clock + " ASC, Id ASC LIMIT " + limit;
    }

    /** How many rows a window has. */
    public static String count(String object, String clock, Instant from, Instant to, Optional<String> filter) {
        return "SELECT COUNT() FROM " + object + window(clock, from, to, filter);
    }

    /** A condition for {@link #page}. */
    public static String in(String field, Collection<String> values) {
        return values.stream().sorted().map(Soql::literal).collect(Collectors.joining(", ", field + " IN (", ")"));
    }

    private static String window(String clock, Instant from, Instant to, Optional<String> filter) {
        return " WHERE " + clock + " >= " + literal(from) + " AND " + clock + " < " + literal(to)
                + filter.map(condition -> " AND " + condition).orElse("");
    }

    static String literal(Instant instant) {
        return LITERAL.format(instant);
    }

    /** A quote or backslash in a value stays a value. */
    static String literal(String text) {
        var quoted = new StringBuilder("'");
        text.chars().forEach(c -> {
            switch (c) {
                case '\'', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append((char) c);
            }
        });
        return quoted.append('\'').toString();
    }
}
