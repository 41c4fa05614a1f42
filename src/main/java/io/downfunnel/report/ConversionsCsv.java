package io.downfunnel.report;

import java.io.Writer;
import java.util.List;

import io.downfunnel.store.ConversionReadStore.Line;

/** Conversions as a table for a spreadsheet, without personal data: neither click IDs nor hashes are in it. */
public final class ConversionsCsv implements AutoCloseable {
    private final SpreadsheetCsv csv;

    public ConversionsCsv(Writer out) {
        this.csv = new SpreadsheetCsv(
                out,
                List.of(
                        "record",
                        "conversion key",
                        "stage",
                        "mapping",
                        "destination",
                        "conversion action",
                        "occurred at",
                        "value",
                        "currency",
                        "value now",
                        "currency now",
                        "taken back",
                        "state",
                        "code",
                        "reason",
                        "since",
                        "expires at"));
    }

    public void add(Line line) {
        csv.row()
                .text(line.recordId())
                .text(line.key())
                .text(line.stage())
                .text(line.mapping())
                .text(line.destination())
                .text(line.action())
                .time(line.occurredAt())
                .money(line.value())
                .money(line.adjusted())
                .plain(line.takenBack() ? "yes" : "no")
                .plain(line.state().word().text())
                .text(line.reason().orElse(""))
                .text(line.explanation()
                        .or(() -> line.reason().map(Wording::ofReason))
                        .map(Wording::sentence)
                        .orElse(""))
                .time(line.since())
                .time(line.expiresAt())
                .end();
    }

    @Override
    public void close() {
        csv.close();
    }
}
