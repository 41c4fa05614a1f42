package io.downfunnel.domain;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.domain.FailureRow.Mender;
import io.downfunnel.domain.FailureRow.Reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FailureTableTest {
    private static final String HEAD = "vendor Acme";
    private static final String PAGE = "@errors https://acme.example/errors";
    private static final String LIST = "[AcmeError]";
    private static final String ROW = "LATE | PERMANENT | EVENT | CRM_ADMIN | It is late. | Be early. | errors";

    private static FailureTable table(String... rows) {
        var lines = new java.util.ArrayList<>(List.of(HEAD, "# a remark", "", PAGE, LIST));
        lines.addAll(List.of(rows));
        return FailureTable.parse(lines);
    }

    @Test
    void a_row_is_read_with_its_list_and_its_page() {
        var row = table(ROW).of("LATE");

        assertThat(row.list()).isEqualTo("AcmeError");
        assertThat(row.failureClass()).isEqualTo(FailureClass.PERMANENT);
        assertThat(row.reach()).isEqualTo(Reach.EVENT);
        assertThat(row.mender()).isEqualTo(Mender.CRM_ADMIN);
        assertThat(row.cause()).isEqualTo("It is late.");
        assertThat(row.remedy()).isEqualTo("Be early.");
        assertThat(row.link()).hasValueSatisfying(page -> assertThat(page).hasHost("acme.example"));
        assertThat(row.ours()).isFalse();
    }

    @Test
    void a_code_nobody_has_seen_is_never_dropped() {
        var row = table(ROW).of("BRAND_NEW");

        assertThat(row.failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
        assertThat(row.code()).isEqualTo("BRAND_NEW");
        assertThat(row.cause()).contains("Acme");
        assertThat(row.remedy()).isNotBlank();
    }

    @Test
    void a_code_with_two_rows_is_refused() {
        assertThatThrownBy(() -> table(ROW, ROW)).hasMessageContaining("Two rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "A | PERMANENT | EVENT | CRM_ADMIN | | Be early. | errors; says no cause",
                "A | PERMANENT | EVENT | CRM_ADMIN | Late. | | errors; needs a remedy",
                "A | TRANSIENT | EVENT | NOBODY | Late. | Wait. | errors; needs a remedy",
                "A | PERMANENT | EVENT | NOBODY | Late. | | errors; needs somebody",
                "A | AUTHENTICATION | EVENT | OPERATOR | Late. | Go. | errors; does not hold for EVENT",
                "A | CONFIGURATION | EVENT | OPERATOR | Late. | Go. | errors; does not hold for EVENT",
                "A | PERMANENT | ACCOUNT | OPERATOR | Late. | Go. | errors; does not hold for ACCOUNT",
                "A | PERMANENT | EVENT | CRM_ADMIN | Late. | Go. |; has no page",
                "A | PERMANENT | EVENT | CRM_ADMIN | Late. | Go. | nowhere; There is no page",
                "A | PERMANENT | EVENT | CRM_ADMIN | Late. | Go.; Not seven columns"
            })
    void a_row_that_contradicts_itself_is_refused(String row, String why) {
        assertThatThrownBy(() -> table(row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void what_is_ours_needs_no_page() {
        var ours = FailureTable.parse(
                List.of(HEAD, "[our own: the wire]", "GONE | TRANSIENT | ACCOUNT | NOBODY | It went. | | "));

        assertThat(ours.of("GONE").ours()).isTrue();
        assertThat(ours.of("GONE").link()).isEmpty();
    }
}
