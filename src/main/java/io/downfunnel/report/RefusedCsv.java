package io.downfunnel.report;

import java.io.Writer;
import java.util.List;

import io.downfunnel.store.NeedsYouReadStore.Sample;

/** Refused conversions as a table for a spreadsheet, without personal data: neither click IDs nor hashes are in it. */
public final class RefusedCsv implements AutoCloseable {
    private final SpreadsheetCsv csv;

    public RefusedCsv(Writer out) {
        this.csv = new SpreadsheetCsv(
                out,
                List.of(
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
                        "expires at"));
    }

    public void add(String code, Sample refused) {
        csv.row()
                .text(refused.recordId())
                .text(refused.key())
                .text(refused.stage())
                .text(refused.mapping())
                .text(refused.action())
                .time(refused.occurredAt())
                .money(refused.value())
                .text(code)
                .text(refused.heard())
                .time(refused.since())
                .time(refused.expires())
                .end();
    }

    @Override
    public void close() {
        csv.close();
    }
}
