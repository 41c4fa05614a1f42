package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.console.Destinations.Now;
import io.downfunnel.console.Destinations.Obstacle;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.store.GateStore.Trial;
import io.downfunnel.store.TrialStore.Ending;
import io.downfunnel.store.TrialStore.Over;
import io.downfunnel.store.TrialStore.UnderWay;

import static org.assertj.core.api.Assertions.assertThat;

class TrialsViewTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final ConnectionNames NAMES = new ConnectionNames(Map.of("google", "Google"));

    @Test
    void before_the_next_sync_it_says_that_a_trial_is_to_come() {
        var trial = view(10, Obstacle.NONE, underWay(0, 0, 0, 0)).current().getFirst();

        assertThat(trial.title()).isEqualTo("Won → Google");
        assertThat(trial.sentence())
                .isEqualTo("Its trial begins with the next sync that has conversions for it: 10 conversions go ahead,"
                        + " the rest waits for what the platform says of them.");
        assertThat(trial.href()).isEmpty();
    }

    @Test
    void what_stands_before_the_whole_platform_is_waited_for_first() {
        assertThat(toCome(Obstacle.STOPPED)).startsWith("Its trial begins once Google is started again: 10");
        assertThat(toCome(Obstacle.REFUSES)).startsWith("Its trial begins once Google is let go: 10");
        assertThat(toCome(Obstacle.UNCONNECTED)).startsWith("Its trial begins once Google is connected: 10");
        assertThat(toCome(Obstacle.BROKEN)).startsWith("Its trial begins once the connection to Google works again:");
    }

    @Test
    void where_none_is_wanted_none_is_promised() {
        assertThat(view(0, Obstacle.NONE, underWay(0, 0, 0, 0))
                        .current()
                        .getFirst()
                        .sentence())
                .startsWith("It is not tried out");
    }

    @Test
    void one_goes_ahead_and_ten_go() {
        assertThat(view(1, Obstacle.NONE, underWay(0, 0, 0, 0))
                        .current()
                        .getFirst()
                        .sentence())
                .endsWith("1 conversion goes ahead, the rest waits for what the platform says of it.");
    }

    @Test
    void while_it_is_under_way_it_says_how_many_were_sent_and_what_was_heard() {
        var trial = view(10, Obstacle.NONE, underWay(3, 1, 6, 8)).current().getFirst();

        assertThat(trial.sentence())
                .isEqualTo("8 sent so far: 3 good, 1 refused and 4 without a word yet. A field is missing"
                        + " (FIELD_REQUIRED). 2 more go ahead. The rest waits for what the platform says of them.");
        assertThat(trial.href()).isEqualTo("/conversions?trial=google%3Awon");
    }

    @Test
    void what_was_chosen_and_not_sent_yet_is_not_called_sent() {
        assertThat(view(10, Obstacle.NONE, underWay(0, 0, 10, 0))
                        .current()
                        .getFirst()
                        .sentence())
                .isEqualTo(
                        "None was sent so far. 10 more go ahead. The rest waits for what the platform says of them.");
    }

    @Test
    void one_that_is_over_says_when_how_many_what_was_heard_and_how_it_ended() {
        var trial = past(over(Ending.FOUND_GOOD, Optional.empty(), 10, 7, 1, Optional.of("FIELD_REQUIRED"), 1));

        assertThat(trial.at().text()).isEqualTo("27 Nov 2026, 12:00");
        assertThat(trial.told())
                .isEqualTo("10 sent: 7 good, 1 refused and 2 without a word. A field is missing (FIELD_REQUIRED).");
        assertThat(trial.ending()).isEqualTo("Opened by itself");
        assertThat(trial.href()).isEqualTo("/conversions?trial=17");
    }

    @Test
    void the_most_frequent_refusal_is_called_so_where_there_were_others() {
        assertThat(past(over(Ending.RELEASED, Optional.of("anna"), 10, 0, 4, Optional.of("FIELD_REQUIRED"), 3))
                        .told())
                .endsWith("Mostly, 3 times: A field is missing (FIELD_REQUIRED).");
    }

    @Test
    void whoever_ended_it_is_named() {
        assertThat(past(over(Ending.RELEASED, Optional.of("anna"), 0, 0, 0, Optional.empty(), 0)))
                .satisfies(trial -> assertThat(trial.ending()).isEqualTo("Opened by anna"))
                .satisfies(trial -> assertThat(trial.told()).isEqualTo("None was sent."))
                .satisfies(trial -> assertThat(trial.href()).isEmpty());
        assertThat(ending(Ending.TRIED_AGAIN)).isEqualTo("Begun anew with others by anna");
        assertThat(ending(Ending.MAPPING_CHANGED)).isEqualTo("Begun anew, since the mapping was changed by anna");
        assertThat(ending(Ending.MAPPING_REMOVED)).isEqualTo("Ended, since the mapping was removed by anna");
    }

    private static String ending(Ending ending) {
        return past(over(ending, Optional.of("anna"), 1, 1, 0, Optional.empty(), 0))
                .ending();
    }

    private static TrialsView.Past past(Over over) {
        return teller(10, Obstacle.NONE).view(List.of(), List.of(over)).past().getFirst();
    }

    private static Over over(
            Ending ending, Optional<String> by, int sent, int good, int bad, Optional<String> cause, int causes) {
        return new Over(
                17,
                "google",
                "won",
                "Won",
                NOON.minusSeconds(3600),
                NOON,
                ending,
                by,
                sent,
                good,
                bad,
                cause,
                causes,
                Optional.empty());
    }

    private static String toCome(Obstacle obstacle) {
        return view(10, obstacle, underWay(0, 0, 0, 0)).current().getFirst().sentence();
    }

    private static UnderWay underWay(int good, int bad, int pending, int sent) {
        return new UnderWay(
                new MappingGate("google", "won", "Won", MappingGate.State.CANARY, NOON, false, Optional.empty(), ""),
                new Trial(good, bad, pending, sent, bad == 0 ? Optional.empty() : Optional.of("FIELD_REQUIRED"), bad));
    }

    private static TrialsView view(int wanted, Obstacle obstacle, UnderWay underWay) {
        return teller(wanted, obstacle).view(List.of(underWay), List.of());
    }

    private static TrialsView.Teller teller(int wanted, Obstacle obstacle) {
        return new TrialsView.Teller(
                wanted,
                List.of(new Now("google", "Google", obstacle, "", "", Optional.empty())),
                ZoneOffset.UTC,
                NAMES,
                (destination, code) -> "A field is missing.");
    }
}
