package io.downfunnel.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import de.siegmar.fastcsv.writer.CsvWriter;

import io.downfunnel.domain.Money;

/** A table for a spreadsheet, written row by row. No text in it is run as a formula. */
final class SpreadsheetCsv implements AutoCloseable {
    private final CsvWriter csv;

    SpreadsheetCsv(Writer out, List<String> headings) {
        this.csv = CsvWriter.builder().build(out);
        csv.writeRecord(headings.stream().map(SpreadsheetCsv::harmless).toList());
    }

    Row row() {
        return new Row();
    }

    /** Cell by cell, from the left. */
    final class Row {
        private final List<String> cells = new ArrayList<>();

        Row text(String text) {
            cells.add(harmless(text));
            return this;
        }

        /** A day, a name of ours or a number without a sign. */
        Row plain(Object value) {
            cells.add(value.toString());
            return this;
        }

        Row time(Instant at) {
            return plain(at);
        }

        Row number(long number) {
            return plain(number);
        }

        Row number(Optional<BigDecimal> number) {
            cells.add(number.map(BigDecimal::toPlainString).orElse(""));
            return this;
        }

        /** Two cells: the amount, and its currency. */
        Row money(Optional<Money> money) {
            number(money.map(Money::amount));
            cells.add(money.map(each -> each.currency().getCurrencyCode()).orElse(""));
            return this;
        }

        void end() {
            csv.writeRecord(cells);
        }
    }

    /** A spreadsheet takes a text that begins like this for a formula, and would run it (OWASP, CSV Injection). */
    static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r\n＝＋－＠".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
