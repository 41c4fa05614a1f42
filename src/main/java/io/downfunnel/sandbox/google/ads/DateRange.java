package io.downfunnel.sandbox.google.ads;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import io.downfunnel.sandbox.google.ads.gaql.Condition;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;
import io.downfunnel.sandbox.google.ads.gaql.Query;

/** The days a query asks for; empty where it sets no bound. */
record DateRange(Optional<LocalDate> from, Optional<LocalDate> to) {

    static DateRange of(Query query) {
        var range = new DateRange(Optional.empty(), Optional.empty());
        for (Condition condition : query.where()) {
            if (condition.field().equals(FieldRules.DATE)) {
                range = range.within(condition);
            }
        }
        return range;
    }

    boolean finite() {
        return from.isPresent() && to.isPresent();
    }

    boolean singleDay() {
        return finite() && from.equals(to);
    }

    boolean contains(LocalDate day) {
        return from.filter(day::isBefore).isEmpty() && to.filter(day::isAfter).isEmpty();
    }

    private DateRange within(Condition condition) {
        LocalDate day = date(condition.values().getFirst());
        return switch (condition.operator()) {
            case EQUAL -> since(day).until(day);
            case GREATER_OR_EQUAL -> since(day);
            case GREATER -> since(day.plusDays(1));
            case LESS_OR_EQUAL -> until(day);
            case LESS -> until(day.minusDays(1));
            case BETWEEN -> {
                LocalDate last = date(condition.values().getLast());
                if (last.isBefore(day)) {
                    throw new GaqlException(
                            "INVALID_VALUE_WITH_BETWEEN_OPERATOR", "Error in query: the range ends before it begins.");
                }
                yield since(day).until(last);
            }
            default ->
                throw new GaqlException(
                        "OPERATOR_FIELD_MISMATCH",
                        "The sandbox compares dates with =, <, <=, >, >= and BETWEEN, not with "
                                + condition.operator().spelling() + ".");
        };
    }

    private DateRange since(LocalDate day) {
        return new DateRange(Optional.of(from.filter(day::isBefore).orElse(day)), to);
    }

    private DateRange until(LocalDate day) {
        return new DateRange(from, Optional.of(to.filter(day::isAfter).orElse(day)));
    }

    private static LocalDate date(Condition.Value value) {
        try {
            if (value.quoted()) {
                return LocalDate.parse(value.text());
            }
        } catch (DateTimeParseException e) {
            throw invalid(value);
        }
        throw invalid(value);
    }

    private static GaqlException invalid(Condition.Value value) {
        return new GaqlException(
                "INVALID_DATE_FORMAT", "Error in query: '" + value.text() + "' is no date; expected 'YYYY-MM-DD'.");
    }
}
