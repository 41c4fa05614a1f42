package io.downfunnel.deliver;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Circuit;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;

class BreakerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final Failure LOST = new Failure(FailureClass.TRANSIENT, "UNAVAILABLE", "gone");
    private static final Breaker BREAKER = new Breaker(20, 50, 5, Duration.ofSeconds(60), Duration.ofMinutes(30));

    /** {@code .} is answered, {@code x} gets lost; nobody tries anything out. */
    private static Circuit after(String calls) {
        var circuit = Circuit.closed(NOW);
        for (var call : calls.toCharArray()) {
            circuit = call == 'x' ? lost(circuit) : BREAKER.answered(circuit, false, NOW);
        }
        return circuit;
    }

    private static Circuit lost(Circuit before) {
        return BREAKER.lost(before, false, LOST, "Wait.", NOW);
    }

    private static Circuit triedInVain(Circuit before) {
        return BREAKER.lost(before, true, LOST, "Wait.", NOW);
    }

    @Test
    void five_lost_calls_in_a_row_are_too_many() {
        assertThat(after("....xxxx").isClosed()).isTrue();
        assertThat(after("....xxxxx").openUntil()).hasValue(NOW.plusSeconds(60));
    }

    @Test
    void half_of_the_last_twenty_are_too_many() {
        assertThat(after("x.".repeat(9) + "..").isClosed()).isTrue();
        assertThat(after("x.".repeat(9) + ".x").isClosed()).isFalse();
    }

    @Test
    void half_of_a_few_calls_are_not_too_many() {
        assertThat(after("xxxx....").isClosed()).isTrue();
    }

    @Test
    void what_was_long_ago_is_forgotten() {
        assertThat(after("x.x.x.x.x.x.x.x." + ".".repeat(20) + "xxx.").isClosed())
                .isTrue();
    }

    @Test
    void an_answer_to_the_one_request_opens_the_way_for_all() {
        assertThat(BREAKER.answered(after("xxxxx"), true, NOW)).isEqualTo(Circuit.closed(NOW));
    }

    @Test
    void an_answer_that_comes_late_changes_nothing() {
        var open = after("xxxxx");

        assertThat(BREAKER.answered(open, false, NOW)).isEqualTo(open);
        assertThat(lost(open)).isEqualTo(open);
    }

    @Test
    void each_try_in_vain_doubles_the_pause_up_to_half_an_hour() {
        var circuit = after("xxxxx");
        for (int minutes : new int[] {2, 4, 8, 16, 30, 30}) {
            circuit = triedInVain(circuit);
            assertThat(circuit.openUntil()).hasValue(NOW.plus(Duration.ofMinutes(minutes)));
        }
    }

    @Test
    void it_is_left_alone_since_it_first_was() {
        var open = after("xxxxx");

        assertThat(BREAKER.lost(open, true, LOST, "", NOW.plusSeconds(99)).since())
                .isEqualTo(NOW);
    }

    @Test
    void a_platform_that_asks_for_a_pause_gets_it_and_no_call_counts_as_lost() {
        var asked = BREAKER.asked(after("xxxx"), LOST, "", Optional.of(NOW.plusSeconds(7)), NOW);

        assertThat(asked.openUntil()).hasValue(NOW.plusSeconds(7));
        assertThat(asked.calls()).isEqualTo("xxxx");
    }

    @Test
    void the_longer_of_two_pauses_holds() {
        var open = after("xxxxx");

        assertThat(BREAKER.asked(open, LOST, "", Optional.of(NOW.plusSeconds(7)), NOW))
                .isEqualTo(open);
    }

    @Property
    void no_more_calls_are_remembered_than_are_looked_at(@ForAll boolean[] calls) {
        var circuit = Circuit.closed(NOW);
        for (var lost : calls) {
            circuit = lost ? lost(circuit) : BREAKER.answered(circuit, false, NOW);
        }
        assertThat(circuit.calls().length()).isLessThanOrEqualTo(20);
    }

    @Property
    void where_every_second_call_is_answered_it_takes_a_whole_window_to_open(@ForAll boolean begin) {
        assertThat(after((begin ? "x." : ".x").repeat(9)).isClosed()).isTrue();
    }
}
