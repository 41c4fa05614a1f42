package io.downfunnel.platform;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FailureTableTest {
    private static FailureTable of(String platform) {
        return ServiceLoader.load(AdPlatform.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.descriptor().id().equals(platform))
                .findFirst()
                .orElseThrow()
                .failures();
    }

    @Test
    void every_code_a_person_can_mend_says_how() {
        for (var platform : List.of("google", "linkedin")) {
            assertThat(of(platform).entries())
                    .filteredOn(entry -> entry.mender() != FailureTable.Mender.NOBODY)
                    .allSatisfy(
                            entry -> assertThat(entry.remedy()).as(entry.code()).isNotBlank());
        }
    }

    @Test
    void what_needs_a_person_names_one() {
        var forAPerson = Set.of(FailureClass.AUTHENTICATION, FailureClass.CONFIGURATION, FailureClass.PERMANENT);
        for (var platform : List.of("google", "linkedin")) {
            assertThat(of(platform).entries())
                    .filteredOn(entry -> forAPerson.contains(entry.failureClass()))
                    .allSatisfy(entry ->
                            assertThat(entry.mender()).as(entry.code()).isNotEqualTo(FailureTable.Mender.NOBODY));
        }
    }

    @Test
    void every_verdict_of_google_has_a_row() {
        assertThat(of("google").entries())
                .filteredOn(entry -> entry.code().startsWith("PROCESSING_ERROR_"))
                .hasSize(45);
    }

    @Test
    void a_code_nobody_has_seen_is_never_dropped() {
        assertThat(of("google").of("BRAND_NEW").failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
    }

    @Test
    void a_code_with_two_rows_is_refused() {
        var row = "A | PERMANENT | EVENT | NOBODY | cause |";

        assertThatThrownBy(() -> FailureTable.parse(List.of(row, row))).hasMessageContaining("Two rows");
    }
}
