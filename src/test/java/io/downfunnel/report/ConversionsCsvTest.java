package io.downfunnel.report;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import de.siegmar.fastcsv.reader.CsvReader;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;
import io.downfunnel.store.ConversionReadStore.Line;

import static org.assertj.core.api.Assertions.assertThat;

class ConversionsCsvTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void a_row_has_what_the_list_shows_and_what_became_of_the_value() {
        assertThat(written(line("Won", Optional.of("It was restated"))))
                .containsExactly(
                        "0065f000000000XEAQ",
                        "df7",
                        "won",
                        "Won",
                        "google",
                        "555",
                        "2026-11-01T12:00:00Z",
                        "48000.50",
                        "EUR",
                        "50000",
                        "EUR",
                        "no",
                        "Verified",
                        "RELEASED",
                        "It was restated.",
                        "2026-11-01T12:00:00Z",
                        "2026-11-01T13:00:00Z");
    }

    @Test
    void a_reason_without_words_has_its_title() {
        assertThat(written(line("Won", Optional.empty())).get(14)).isEqualTo("Released by a person.");
    }

    @Test
    void a_mapping_that_is_called_like_a_formula_is_not_run() {
        assertThat(written(line("=1+1", Optional.empty())).get(3)).isEqualTo("'=1+1");
    }

    private static Line line(String mapping, Optional<String> explanation) {
        return new Line(
                7,
                "df7",
                "won",
                "0065f000000000XEAQ",
                Optional.empty(),
                mapping,
                "google",
                "555",
                NOON,
                Optional.of(Money.of(new BigDecimal("48000.50"), "EUR")),
                Optional.of(Money.of(new BigDecimal("50000"), "EUR")),
                false,
                ConversionState.VERIFIED,
                Optional.of("RELEASED"),
                explanation,
                Optional.empty(),
                NOON.plusSeconds(3600),
                NOON);
    }

    private static List<String> written(Line line) {
        var out = new StringWriter();
        try (var csv = new ConversionsCsv(out)) {
            csv.add(line);
        }
        return CsvReader.builder().ofCsvRecord(out.toString()).stream()
                .toList()
                .get(1)
                .getFields();
    }
}
