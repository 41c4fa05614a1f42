package io.downfunnel.simulate;

import java.time.LocalDate;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Days;

import static org.assertj.core.api.Assertions.assertThat;

class AskedDaysTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-27");

    @Test
    void thirteen_months_are_simulated_and_not_a_day_more() {
        assertThat(days("2025-10-28", "2026-11-27")).isEqualTo(fine("2025-10-28", "2026-11-27"));
        assertThat(sentence("2025-10-27", "2026-11-27"))
                .isEqualTo(
                        "From 2025-10-27 to 2026-11-27 is more than 13 months, which is as much as a simulation covers:"
                                + " begin on 2025-10-28 or later, or end earlier.");
    }

    @Test
    void one_day_is_enough() {
        assertThat(days("2026-11-01", "2026-11-01")).isEqualTo(fine("2026-11-01", "2026-11-01"));
    }

    @Test
    void what_is_to_come_is_left_out() {
        assertThat(days("2026-11-01", "2027-12-31")).isEqualTo(fine("2026-11-01", "2026-11-27"));
        assertThat(sentence("2026-11-28", "2026-12-31")).contains("Nothing has happened from 2026-11-28 on");
    }

    @Test
    void an_end_before_the_beginning_is_refused() {
        assertThat(sentence("2026-11-02", "2026-11-01")).contains("would end before it begins");
    }

    @Test
    void what_is_no_date_is_refused_with_an_example() {
        assertThat(sentence("2026-02-30", "2026-11-01"))
                .startsWith("“2026-02-30” is no date.")
                .contains("2026-09-30");
        assertThat(sentence("2026-02-01", "tomorrow")).startsWith("“tomorrow” is no date.");
        assertThat(sentence("", "2026-11-01")).startsWith("“” is no date.");
    }

    @Test
    void blanks_around_a_date_are_nothing() {
        assertThat(days(" 2026-11-01", "2026-11-02 ")).isEqualTo(fine("2026-11-01", "2026-11-02"));
    }

    private static AskedDays days(String from, String to) {
        return AskedDays.of(from, to, TODAY);
    }

    private static AskedDays fine(String first, String last) {
        return new AskedDays.Fine(new Days(LocalDate.parse(first), LocalDate.parse(last)));
    }

    private static String sentence(String from, String to) {
        return ((AskedDays.Wrong) days(from, to)).sentence();
    }
}
