package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of one record as texts, read strictly. What is impossible is not read but noted, by the name of the field
 * and never with the value, which may be personal.
 */
final class CrmFields {
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    /** Salesforce's currency fields hold 18 digits; a number of a hundred digits is an accident. */
    private static final int DIGITS = 18;

    private static final int LONGEST_NUMBER = 40;

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    CrmFields(Map<String, String> values) {
        this.values = values;
    }

    /** Without white space around it; empty for a blank value. */
    Optional<String> text(String field) {
        return Optional.ofNullable(values.get(field)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** As the CRM holds it, for comparing; empty for a blank value. */
    Optional<String> raw(String field) {
        return Optional.ofNullable(values.get(field)).filter(text -> !text.isBlank());
    }

    boolean flag(String field) {
        return text(field).filter("true"::equals).isPresent();
    }

    Optional<Instant> instant(String field) {
        return read(field, "time", CrmFields::instantOf);
    }

    Optional<LocalDate> date(String field) {
        return read(field, "date", text -> {
            var date = LocalDate.parse(text);
            return within(date.atStartOfDay(ZoneOffset.UTC).toInstant()).map(inside -> date);
        });
    }

    Optional<BigDecimal> number(String field) {
        return read(field, "number", CrmFields::numberOf);
    }

    /** Notes an impossibility that only the reader of the whole record can see. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    /** All that was impossible so far. */
    Optional<String> problems() {
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private <T> Optional<T> read(String field, String what, Function<String, Optional<T>> parse) {
        var text = text(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var value = tried(parse, text.get());
        if (value.isEmpty()) {
            problem(field + " is not a possible " + what);
        }
        return value;
    }

    private static <T> Optional<T> tried(Function<String, Optional<T>> parse, String text) {
        try {
            return parse.apply(text);
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A field that holds a day only means the day's first moment, so that it is never later than what it tells of. */
    private static Optional<Instant> instantOf(String text) {
        return within(
                text.length() == "2026-01-01".length()
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text).toInstant());
    }

    private static Optional<Instant> within(Instant instant) {
        return instant.isBefore(EARLIEST) || !instant.isBefore(LATEST) ? Optional.empty() : Optional.of(instant);
    }

    private static Optional<BigDecimal> numberOf(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        var number = new BigDecimal(text);
        // Looked at before anything is done with it: 1E999999999 is short to read and long to write.
        return (long) number.precision() - number.scale() > DIGITS || number.scale() > DIGITS
                ? Optional.empty()
                : Optional.of(number);
    }
}
