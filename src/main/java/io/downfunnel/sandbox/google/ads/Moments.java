package io.downfunnel.sandbox.google.ads;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's way to write a moment: {@code 2026-11-20 14:05:00+00:00}, never with a Z. google.md §3.3. */
final class Moments {

    private static final Pattern SHAPE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx").withResolverStyle(ResolverStyle.STRICT);

    private Moments() {}

    static Optional<Instant> read(String text) {
        try {
            return SHAPE.matcher(text).matches()
                    ? Optional.of(OffsetDateTime.parse(text, FORMAT).toInstant())
                    : Optional.empty();
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** What is wrong with a moment that must be there and not lie ahead. */
    static List<AdsError> check(String text, String path, Instant now) {
        if (text.isEmpty()) {
            return List.of(AdsError.missing(path));
        }
        Optional<Instant> moment = read(text);
        if (moment.isEmpty()) {
            return List.of(AdsError.of(
                            "dateError",
                            "INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
                            "The string date time must match 'yyyy-MM-dd HH:mm:ss+|-HH:mm'.")
                    .at(path));
        }
        return moment.get().isAfter(now)
                ? List.of(AdsError.of("dateError", "LATER_THAN_MAXIMUM_DATE", "The date lies in the future.")
                        .at(path))
                : List.of();
    }
}
