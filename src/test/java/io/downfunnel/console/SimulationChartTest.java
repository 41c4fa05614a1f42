package io.downfunnel.console;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.console.SimulationView.Week;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.Count;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Won;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationChartTest {
    private static final LocalDate MONDAY = LocalDate.parse("2026-10-05");

    private static OfMapping mapping(Simulation.Week... weeks) {
        return new OfMapping(
                "Won",
                "closed-won",
                "google",
                "7000000003",
                false,
                new Count(0, List.of(), 0, 0, 0),
                List.of(weeks),
                List.of(),
                List.of(),
                List.of(),
                new Won(0, List.of()),
                Optional.empty(),
                List.of());
    }

    private static Simulation.Week week(LocalDate monday, long sent, long live) {
        var euro = Money.of(new BigDecimal("1200"), "EUR");
        return new Simulation.Week(monday, new Count(sent, List.of(euro), 0, 2, 3), live, List.of(euro));
    }

    @Test
    void a_week_in_which_nothing_was_reached_is_a_zero_and_no_gap() {
        var chart = SimulationView.chart(mapping(week(MONDAY, 1_500, 7), week(MONDAY.plusWeeks(2), 1, 0)), true);

        assertThat(chart.weeks())
                .containsExactly(
                        new Week("2026-10-05", "1,500", "€1,200", "7", "€1,200", "2", "3"),
                        new Week("2026-10-12", "0", "no value", "0", "no value", "0", "0"),
                        new Week("2026-10-19", "1", "€1,200", "0", "€1,200", "2", "3"));
    }

    @Test
    void without_a_version_in_force_there_is_no_second_bar() {
        var chart = SimulationView.chart(mapping(week(MONDAY, 5, 0)), false);

        assertThat(chart.compared()).isFalse();
        assertThat(chart.weeks()).containsExactly(new Week("2026-10-05", "5", "€1,200", "", "", "2", "3"));
    }

    @Test
    void what_neither_sends_is_not_drawn() {
        assertThat(SimulationView.chart(mapping(), true).weeks()).isEmpty();
        assertThat(SimulationView.chart(mapping(week(MONDAY, 0, 0)), true).weeks())
                .isEmpty();
        assertThat(SimulationView.chart(mapping(week(MONDAY, 0, 4)), true).weeks())
                .hasSize(1);
    }
}
