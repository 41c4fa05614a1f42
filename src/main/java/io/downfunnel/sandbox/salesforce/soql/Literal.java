package io.downfunnel.sandbox.salesforce.soql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** A value written into a query; {@code at} is its place in the text. */
public sealed interface Literal {

    int at();

    /**
     * In single quotes.
     *
     * @param value with its escapes resolved
     * @param pattern as {@code LIKE} reads it: an escaped percent sign or underscore keeps its backslash
     */
    record Text(String value, String pattern, int at) implements Literal {}

    record Numeral(BigDecimal value, int at) implements Literal {}

    record Truth(boolean value, int at) implements Literal {}

    record Day(LocalDate value, int at) implements Literal {}

    record Moment(Instant value, int at) implements Literal {}

    record Nothing(int at) implements Literal {}
}
