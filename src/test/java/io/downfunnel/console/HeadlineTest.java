package io.downfunnel.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Money;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.ConversionReadStore.Expiring;
import io.downfunnel.store.ConversionReadStore.Reached;
import io.downfunnel.store.RunReadStore.Run;

import static org.assertj.core.api.Assertions.assertThat;

class HeadlineTest {
    private static final Instant STARTED = Instant.parse("2026-11-22T02:15:00Z");

    @Test
    void money_of_different_currencies_stands_side_by_side() {
        var reached = List.of(
                reached("google", "400000", "EUR", 100),
                reached("google", "20000", "USD", 20),
                reached("linkedin", "12000", "EUR", 7),
                new Reached("linkedin", Optional.empty(), 1));

        assertThat(text(after("fine", reached, 7, List.of(new Expiring(Optional.empty(), 12)))))
                .isEqualTo("Last run at 22 Nov 2026, 03:15: 128 conversions worth €412k and $20k reached Google and"
                        + " LinkedIn; 7 need you, 12 expire this week.");
    }

    @Test
    void one_is_spoken_of_as_one() {
        assertThat(text(after(
                        "fine",
                        List.of(new Reached("google", Optional.empty(), 1)),
                        1,
                        List.of(new Expiring(Optional.empty(), 1)))))
                .endsWith(": 1 conversion reached Google; 1 needs you, 1 expires this week.");
    }

    @Test
    void zero_because_all_is_well_differs_from_zero_because_something_broke() {
        assertThat(text(after("fine", List.of(), 0, List.of())))
                .endsWith("there was nothing new to send, and nothing went wrong; nothing needs you.");
        assertThat(text(after("broke", List.of(), 0, List.of()))).contains("it broke before anything was sent");
        assertThat(after("broke", List.of(), 0, List.of()).advice()).contains("Nothing is lost");
        assertThat(text(after("needs you", List.of(), 0, List.of()))).contains("something waits for a person");
    }

    @Test
    void what_needs_somebody_leads_there() {
        assertThat(after("fine", List.of(), 7, List.of()).parts())
                .extracting(Headline.Part::href)
                .contains("/needs-you");
    }

    private static Headline after(String result, List<Reached> reached, long needYou, List<Expiring> expiring) {
        var run = new Run(
                3,
                "sync",
                "timetable",
                "node-a",
                STARTED,
                Duration.ZERO,
                Optional.of(STARTED.plusSeconds(60)),
                Optional.of(result),
                Optional.empty(),
                List.of());
        return Headline.after(
                run,
                reached,
                needYou,
                expiring,
                ZoneId.of("Europe/Berlin"),
                new ConnectionNames(Map.of("google", "Google", "linkedin", "LinkedIn")));
    }

    private static Reached reached(String destination, String amount, String currency, long conversions) {
        return new Reached(destination, Optional.of(Money.of(new BigDecimal(amount), currency)), conversions);
    }

    private static String text(Headline headline) {
        return headline.parts().stream().map(Headline.Part::text).reduce("", String::concat);
    }
}
