package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.console.Destinations.Now;
import io.downfunnel.console.Destinations.Obstacle;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.store.ConnectionReadStore.Connection;

import static org.assertj.core.api.Assertions.assertThat;

class DestinationsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Descriptor GOOGLE = ServiceLoader.load(AdPlatform.class).stream()
            .map(platform -> platform.get().descriptor())
            .filter(descriptor -> descriptor.id().equals("google"))
            .findFirst()
            .orElseThrow();

    @Test
    void a_platform_that_is_connected_and_works_may_be_sent_to() {
        var now = now(List.of(), Set.of("google"), List.of());

        assertThat(now.obstacle()).isEqualTo(Obstacle.NONE);
        assertThat(row(now).mark().text()).isEqualTo("May be sent to");
        assertThat(row(now).why()).isEmpty();
        assertThat(row(now).stoppable()).isTrue();
    }

    @Test
    void one_without_an_account_is_not_connected() {
        var now = now(List.of(), Set.of("linkedin"), List.of());

        assertThat(now.obstacle()).isEqualTo(Obstacle.UNCONNECTED);
        assertThat(row(now).mark().text()).isEqualTo("Not connected");
        assertThat(row(now).why()).contains("nothing is sent there");
        assertThat(row(now).elsewhere()).isTrue();
    }

    @Test
    void one_that_does_not_work_says_since_when_and_what_to_do() {
        var now = now(List.of(), Set.of("google"), List.of(broken("linkedin"), broken("google")));

        assertThat(now.obstacle()).isEqualTo(Obstacle.BROKEN);
        assertThat(row(now).mark().text()).isEqualTo("Does not work at present");
        assertThat(row(now).why()).isEqualTo("The token was revoked.");
        assertThat(row(now).remedy()).isEqualTo("Sign in again.");
        assertThat(row(now).since().text()).isEqualTo("27 Nov 2026, 12:00");
    }

    @Test
    void a_persons_word_comes_before_all_else() {
        var now = now(List.of(brake(DestinationBrake.Kind.STOPPED)), Set.of(), List.of(broken("google")));

        assertThat(now.obstacle()).isEqualTo(Obstacle.STOPPED);
        assertThat(row(now).mark().text()).isEqualTo("Stopped");
        assertThat(row(now).stoppable()).isFalse();
        assertThat(row(now).elsewhere()).isFalse();
    }

    @Test
    void one_that_refuses_too_much_is_not_said_to_be_stopped_by_a_person() {
        var now = now(List.of(brake(DestinationBrake.Kind.POISON_RATE)), Set.of("google"), List.of());

        assertThat(now.obstacle()).isEqualTo(Obstacle.REFUSES);
        assertThat(row(now).mark().text()).isEqualTo("Too many were refused");
        assertThat(row(now).remedy()).isEqualTo("Look at it.");
    }

    private static Now now(List<DestinationBrake> brakes, Set<String> open, List<Connection> broken) {
        return Destinations.of(List.of(GOOGLE), brakes, open, broken).getFirst();
    }

    private static HoldView.DestinationRow row(Now now) {
        return HoldView.destination(now, ZoneOffset.UTC);
    }

    private static DestinationBrake brake(DestinationBrake.Kind kind) {
        return new DestinationBrake(kind, "google", "Because.", "Look at it.", NOON, "anna");
    }

    private static Connection broken(String name) {
        return new Connection(
                name,
                "stopped",
                NOON,
                Optional.of("REVOKED"),
                Optional.of("The token was revoked."),
                Optional.of("Sign in again."),
                Optional.empty(),
                1,
                NOON);
    }
}
