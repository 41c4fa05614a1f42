package io.downfunnel.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import de.siegmar.fastcsv.reader.CsvReader;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Consent;
import io.downfunnel.domain.Money;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.NeedsYouReadStore.Sample;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedCsvTest {

    @Test
    void a_row_holds_what_a_person_needs_to_find_the_deal() {
        var table = written(refused("Not a click of this account."));

        assertThat(table.get(0)).startsWith("record", "conversion key", "stage");
        assertThat(table.get(1))
                .containsExactly(
                        "0065f000000000XEAQ",
                        "df7",
                        "won",
                        "won to google",
                        "555",
                        "2026-11-01T10:00:00Z",
                        "48000.50",
                        "EUR",
                        "BAD_CLICK",
                        "Not a click of this account.",
                        "2026-11-02T10:00:00Z",
                        "2026-12-01T10:00:00Z");
    }

    @Test
    void neither_click_ids_nor_hashes_are_in_it() {
        var event = ConversionRows.event(1, "555", Consent.UNSPECIFIED);

        assertThat(text(refused("Refused.")))
                .doesNotContain(event.click().orElseThrow().value());
    }

    @Test
    void commas_quotes_and_lines_in_an_answer_stay_in_their_cell() {
        assertThat(written(refused("It said \"no\", and\nno more")).get(1).get(9))
                .isEqualTo("It said \"no\", and\nno more");
    }

    @Test
    void a_spreadsheet_runs_nothing_of_it() {
        assertThat(written(refused("=HYPERLINK(\"https://evil.example\")"))
                        .get(1)
                        .get(9))
                .startsWith("'=HYPERLINK");
    }

    private static Sample refused(String heard) {
        return new Sample(
                "df7",
                "0065f000000000XEAQ",
                Optional.empty(),
                "won",
                "won to google",
                "555",
                Instant.parse("2026-11-01T10:00:00Z"),
                Optional.empty(),
                Optional.of(Money.of(new BigDecimal("48000.50"), "EUR")),
                Optional.of(ConversionRows.event(1, "555", Consent.UNSPECIFIED)),
                heard,
                Instant.parse("2026-11-02T10:00:00Z"),
                Instant.parse("2026-12-01T10:00:00Z"));
    }

    private static String text(Sample sample) {
        var out = new StringWriter();
        try (var csv = new RefusedCsv(out)) {
            csv.add("BAD_CLICK", sample);
        }
        return out.toString();
    }

    private static List<List<String>> written(Sample sample) {
        return CsvReader.builder().ofCsvRecord(text(sample)).stream()
                .map(row -> row.getFields())
                .toList();
    }
}
