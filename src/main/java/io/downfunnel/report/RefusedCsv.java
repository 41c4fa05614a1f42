package io.downfunnel.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

import de.siegmar.fastcsv.writer.CsvWriter;

import io.downfunnel.domain.Money;
import io.downfunnel.store.NeedsYouReadStore.Sample;

/** Refused conversions as a table for a spreadsheet, without personal data: neither click IDs nor hashes are in it. */
public final class RefusedCsv implements AutoCloseable {
    private final CsvWriter csv;

    public RefusedCsv(Writer out) {
        this.csv = CsvWriter.builder().build(out);
        csv.writeRecord(
                "record",
                "conversion key",
                "stage",
                "mapping",
                "conversion action",
                "occurred at",
                "value",
                "currency",
                "code",
                "what the platform said",
                "refused at",
                "expires at");
    }

    public void add(String code, Sample refused) {
        csv.writeRecord(
                text(refused.recordId()),
                text(refused.key()),
                text(refused.stage()),
                text(refused.mapping()),
                text(refused.action()),
                refused.occurredAt().toString(),
                refused.value().map(Money::amount).map(Object::toString).orElse(""),
                refused.value().map(value -> value.currency().getCurrencyCode()).orElse(""),
                text(code),
                text(refused.heard()),
                refused.since().toString(),
                refused.expires().toString());
    }

    /** A spreadsheet takes a text that begins like this for a formula, and would run it (OWASP, CSV Injection). */
    static String text(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
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
