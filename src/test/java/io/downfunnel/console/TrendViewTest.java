package io.downfunnel.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.ConversionReadStore.TakenIn;
import io.downfunnel.store.FunnelStore.Entry;

import static org.assertj.core.api.Assertions.assertThat;

class TrendViewTest {
    /** In Berlin it is the 28th already. */
    private static final Instant NOW = Instant.parse("2026-11-27T23:30:00Z");

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ConnectionNames NAMES =
            new ConnectionNames(Map.of("google", "Google", "linkedin", "LinkedIn"));

    private static TrendView trend(List<TakenIn> taken, Entry... versions) {
        return TrendView.of(taken, List.of(versions), NOW, BERLIN, NAMES);
    }

    private static TakenIn taken(String day, String destination, long conversions) {
        return new TakenIn(LocalDate.parse(day), destination, conversions);
    }

    private static Entry version(int number, String at) {
        return new Entry(number, Instant.parse(at), "anna", "");
    }

    @Test
    void every_day_of_the_span_has_a_number_for_every_destination() {
        var trend = trend(List.of(taken("2026-11-28", "linkedin", 4), taken("2026-11-01", "google", 1_234)));

        assertThat(trend.destinations()).containsExactly("Google", "LinkedIn");
        assertThat(trend.days()).hasSize(30).allMatch(day -> day.counts().size() == 2);
        assertThat(trend.days().getFirst()).isEqualTo(new TrendView.Day("30 Oct", List.of("0", "0"), "0", List.of()));
        assertThat(trend.days().get(2))
                .isEqualTo(new TrendView.Day("1 Nov", List.of("1,234", "0"), "1,234", List.of()));
        assertThat(trend.days().getLast()).isEqualTo(new TrendView.Day("28 Nov", List.of("0", "4"), "4", List.of()));
    }

    @Test
    void what_both_took_in_on_one_day_is_added_up() {
        var trend = trend(List.of(taken("2026-11-20", "google", 998), taken("2026-11-20", "linkedin", 4)));

        assertThat(trend.days().get(21).together()).isEqualTo("1,002");
        assertThat(trend.sentence())
                .isEqualTo("1,002 conversions taken in by the platforms in 30 days, 1,002 of them in the last 15.");
    }

    @Test
    void a_month_without_any_is_not_drawn() {
        var trend = trend(List.of(), version(3, "2026-11-20T09:00:00Z"));

        assertThat(trend.days()).isEmpty();
        assertThat(trend.sentence()).isEmpty();
    }

    @Test
    void a_change_stands_on_its_day_in_the_zone_of_the_organisation() {
        var trend = trend(List.of(taken("2026-11-20", "google", 1)), version(3, "2026-11-19T23:10:00Z"));

        var note =
                new TrendView.Note("20 Nov", "v3", "version 3 of stages and mappings, by anna", "/mappings/versions/3");
        assertThat(trend.notes()).containsExactly(note);
        assertThat(trend.days())
                .filteredOn(day -> !day.notes().isEmpty())
                .singleElement()
                .satisfies(day -> {
                    assertThat(day.date()).isEqualTo("20 Nov");
                    assertThat(day.notes()).containsExactly(note);
                });
    }

    @Test
    void changes_of_one_day_stand_in_their_order_and_older_ones_not_at_all() {
        var trend = trend(
                List.of(taken("2026-11-20", "google", 1)),
                version(5, "2026-11-20T10:00:00Z"),
                version(4, "2026-11-20T09:00:00Z"),
                version(3, "2026-10-29T22:00:00Z"));

        assertThat(trend.days().get(21).notes())
                .extracting(TrendView.Note::flag)
                .containsExactly("v4", "v5");
        assertThat(trend.notes()).extracting(TrendView.Note::flag).containsExactly("v4", "v5");
    }
}
