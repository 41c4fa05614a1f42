package io.downfunnel.deliver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

/** An endpoint that loses our calls is left alone, and tried again by one node with one small request. */
class CircuitTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    private static PlatformException broken(FailureClass failureClass, String code) {
        return new PlatformException(new Failure(failureClass, code, "It says " + code));
    }

    private static Receipt away(List<ConversionEvent> batch) {
        throw broken(FailureClass.TRANSIENT, "UNAVAILABLE");
    }

    private boolean uploadsOpen() {
        return delivery.stores
                .circuits()
                .find("google", Endpoint.UPLOAD, delivery.now)
                .isClosed();
    }

    @Test
    void after_five_lost_calls_in_a_row_the_rest_stays_where_it_is() {
        rows.ready("google", 50);
        platform.answer = CircuitTest::away;

        var done = delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).hasSize(5);
        assertThat(rows.states()).containsOnly(Map.entry(READY, 50L));
        assertThat(uploadsOpen()).isFalse();
        assertThat(done.get("google").waitsFor())
                .hasValueSatisfying(why -> assertThat(why).contains("Next try"));
    }

    @Test
    void the_circuit_is_remembered_from_run_to_run_and_by_every_node() {
        rows.ready("google", 50);
        platform.answer = CircuitTest::away;
        delivery.deliver(platform.likeGoogle(1), "node-1");

        delivery.deliver(platform.likeGoogle(1), "node-2");

        assertThat(platform.received).hasSize(5);
    }

    @Test
    void the_first_request_after_the_pause_carries_ten_events_at_most_and_success_lets_all_go() {
        rows.ready("linkedin", 100);
        platform.answer = CircuitTest::away;
        for (int i = 0; i < 5; i++) {
            delivery.deliver(platform.likeLinkedIn(50));
            delivery.later(Duration.ofMinutes(10));
        }
        int before = platform.received.size();
        platform.answer = FakeAccount::allAccepted;
        delivery.later(Duration.ofHours(7));

        delivery.deliver(platform.likeLinkedIn(50));

        var after = platform.received.stream().skip(before).map(List::size).toList();
        assertThat(after.getFirst()).isEqualTo(10);
        assertThat(after.subList(1, after.size())).contains(50);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 100L));
    }

    @Test
    void a_try_in_vain_costs_one_request_and_doubles_the_pause() {
        rows.ready("google", 50);
        platform.answer = CircuitTest::away;
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofSeconds(61));

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).hasSize(6);
        assertThat(delivery.stores
                        .circuits()
                        .find("google", Endpoint.UPLOAD, delivery.now)
                        .openUntil())
                .hasValueSatisfying(until ->
                        assertThat(until).isBetween(delivery.now.plusSeconds(119), delivery.now.plusSeconds(121)));
    }

    @Test
    void refusals_never_open_it() {
        rows.ready("google", 40);
        platform.answer = batch -> {
            throw broken(FailureClass.PERMANENT, "INVALID_ARGUMENT");
        };

        delivery.deliver(platform.likeGoogle(1));

        assertThat(platform.received).hasSize(40);
        assertThat(uploadsOpen()).isTrue();
    }

    @Test
    void being_told_to_slow_down_is_a_pause_and_not_a_lost_call() {
        rows.ready("google", 10);
        platform.answer = batch -> {
            throw new PlatformException(
                    new Failure(FailureClass.THROTTLED, "RATE_LIMIT_EXCEEDED", "slower"),
                    Optional.of(delivery.now.plusSeconds(20)),
                    null);
        };
        delivery.deliver(platform.likeGoogle(1));

        var circuit = delivery.stores.circuits().find("google", Endpoint.UPLOAD, delivery.now);
        assertThat(platform.received).hasSize(1);
        assertThat(circuit.marked()).isFalse();
        assertThat(circuit.openUntil()).isPresent();
    }

    @Test
    void verdicts_that_get_lost_do_not_stop_uploads() {
        rows.ready("google", 10);
        delivery.deliver(platform.likeGoogle(1));
        platform.verdict = requestId -> {
            throw broken(FailureClass.TRANSIENT, "UNAVAILABLE");
        };
        delivery.later(Duration.ofMinutes(31));
        delivery.verdicts(platform.likeGoogle(1));
        assertThat(delivery.stores
                        .circuits()
                        .find("google", Endpoint.VERDICT, delivery.now)
                        .isClosed())
                .isFalse();
        rows.ready("google", 10);

        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 20L));
    }

    @Test
    void uploads_that_get_lost_do_not_stop_verdicts() {
        rows.ready("google", 10);
        delivery.deliver(platform.likeGoogle(1));
        rows.ready("google", 10);
        platform.answer = CircuitTest::away;
        delivery.later(Duration.ofMinutes(31));
        delivery.deliver(platform.likeGoogle(1));
        assertThat(uploadsOpen()).isFalse();
        platform.verdict = requestId -> new Verdict.Counted(List.of());

        delivery.verdicts(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 10L), Map.entry(READY, 10L));
    }

    @Test
    void of_two_nodes_only_one_sends_the_request_that_tries_it_out() {
        rows.ready("google", 40);
        platform.answer = CircuitTest::away;
        delivery.deliver(platform.likeGoogle(1));
        int before = platform.received.size();
        delivery.later(Duration.ofMinutes(2));
        var otherIsDone = new CountDownLatch(1);
        platform.answer = batch -> {
            await(otherIsDone);
            throw broken(FailureClass.TRANSIENT, "UNAVAILABLE");
        };
        var nodes = new LinkedHashMap<String, Callable<Map<String, Delivered>>>();
        for (var node : new String[] {"node-1", "node-2"}) {
            nodes.put(node, () -> {
                var done = delivery.deliver(platform.likeGoogle(1), node);
                // Whoever is not the one that tries comes here first.
                otherIsDone.countDown();
                return done;
            });
        }

        var done = Together.run(nodes);

        assertThat(platform.received).hasSize(before + 1);
        assertThat(done.values())
                .anySatisfy(one ->
                        assertThat(one.get("google").waitsFor().orElseThrow()).contains("Another node"));
    }

    @Test
    void a_node_with_nothing_to_try_it_with_lets_another_one_try() {
        rows.ready("google", 6);
        platform.answer = CircuitTest::away;
        delivery.deliver(platform.likeGoogle(1));
        rows.execute("update conversion set due_at = now() + interval '1 day'");
        delivery.later(Duration.ofMinutes(2));
        delivery.deliver(platform.likeGoogle(1), "node-1");
        rows.execute("update conversion set due_at = null");
        platform.answer = FakeAccount::allAccepted;

        delivery.deliver(platform.likeGoogle(1), "node-2");

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 6L));
        assertThat(uploadsOpen()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
