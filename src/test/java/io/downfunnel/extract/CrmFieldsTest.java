package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CrmFieldsTest {

    private static CrmFields of(String value) {
        return new CrmFields(Map.of("F", value));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T01:02:03.000Z, 2026-11-22T01:02:03Z",
        "2026-11-22T02:02:03.000+01:00, 2026-11-22T01:02:03Z",
        "2026-11-22, 2026-11-22T00:00:00Z"
    })
    void an_instant_is_read(String text, Instant instant) {
        assertThat(of(text).instant("F")).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0206-01-01T00:00:00.000Z", "9999-12-31T00:00:00.000Z", "yesterday", "2026-13-01", "1"})
    void an_impossible_instant_is_a_problem_that_does_not_quote_it(String text) {
        var fields = of(text);

        assertThat(fields.instant("F")).isEmpty();
        assertThat(fields.problems()).contains("F is not a possible time");
    }

    @Test
    void a_date_is_read() {
        assertThat(of("2026-02-28").date("F")).contains(LocalDate.of(2026, 2, 28));
        assertThat(of("2026-02-30").date("F")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"12500.0, 12500.0", "1.25E7, 12500000", "-3, -3", "0.1, 0.1"})
    void a_number_is_read_exactly(String text, BigDecimal number) {
        assertThat(of(text).number("F").orElseThrow()).isEqualByComparingTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "1E999999999",
                "1E-999999999",
                "1,000",
                "1234567890123456789",
                "99999999999999999999999999999999999999999999999999"
            })
    void an_absurd_number_is_a_problem(String text) {
        var fields = of(text);

        assertThat(fields.number("F")).isEmpty();
        assertThat(fields.problems()).contains("F is not a possible number");
    }

    @Test
    void nothing_is_no_problem() {
        var fields = of("  ");

        assertThat(fields.number("F")).isEmpty();
        assertThat(fields.instant("Missing")).isEmpty();
        assertThat(fields.problems()).isEmpty();
    }

    @Property
    void no_text_breaks_the_reading(@ForAll String text) {
        var fields = of(text);
        fields.instant("F");
        fields.date("F");
        fields.number("F")
                .ifPresent(number -> assertThat(number.toPlainString()).hasSizeLessThan(60));
    }
}
