package io.downfunnel.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import de.siegmar.fastcsv.reader.CsvReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Money;

import static org.assertj.core.api.Assertions.assertThat;

class SpreadsheetCsvTest {

    @Test
    void a_text_that_begins_like_a_formula_is_a_text() {
        for (var formula : List.of("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1", "＝1")) {
            assertThat(SpreadsheetCsv.harmless(formula)).isEqualTo("'" + formula);
        }
        assertThat(SpreadsheetCsv.harmless("a=b")).isEqualTo("a=b");
        assertThat(SpreadsheetCsv.harmless("")).isEmpty();
    }

    @Property
    void no_text_of_anybody_begins_a_cell_like_a_formula(@ForAll String text) {
        var cell = cells(text).getFirst();

        assertThat(cell.isEmpty() || "=+-@\t\r\n".indexOf(cell.charAt(0)) < 0).isTrue();
        assertThat(cell).endsWith(text);
    }

    @Test
    void headings_are_texts_too() {
        var out = new StringWriter();
        new SpreadsheetCsv(out, List.of("=cmd()")).close();

        assertThat(out.toString()).startsWith("'=cmd()");
    }

    @Test
    void a_number_stays_a_number_and_money_has_its_currency_beside_it() {
        var out = new StringWriter();
        try (var csv = new SpreadsheetCsv(out, List.of("a", "b", "c", "d"))) {
            csv.row()
                    .money(Optional.of(Money.of(new BigDecimal("-1E+3"), "EUR")))
                    .money(Optional.empty())
                    .end();
        }

        assertThat(out.toString().lines().skip(1)).containsExactly("-1000,EUR,,");
    }

    private static List<String> cells(String text) {
        var out = new StringWriter();
        try (var csv = new SpreadsheetCsv(out, List.of("one", "two"))) {
            csv.row().text(text).text("end").end();
        }
        return CsvReader.builder().ofCsvRecord(out.toString()).stream()
                .toList()
                .get(1)
                .getFields();
    }
}
