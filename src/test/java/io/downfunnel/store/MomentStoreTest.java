package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Plan;

import static org.assertj.core.api.Assertions.assertThat;

class MomentStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");

    /** Each tries the others' seconds, in batches that overlap and in opposite order, while both are at it. */
    @Test
    void nodes_that_meet_at_the_same_clicks_give_every_conversion_a_second_of_its_own() throws Exception {
        var key = new AtomicInteger();
        var wanted = IntStream.range(0, 4)
                .mapToObj(node -> IntStream.range(0, 40)
                        .mapToObj(i -> plan("TeSt" + (node % 2 == 0 ? i : 39 - i) / 4, key.incrementAndGet()))
                        .toList())
                .toList();
        var together = new CyclicBarrier(wanted.size());

        try (var nodes = Executors.newFixedThreadPool(wanted.size())) {
            var settling = wanted.stream()
                    .<Callable<List<Plan>>>map(plans -> () -> {
                        together.await();
                        return database.jdbi().inTransaction(handle -> {
                            var settled = MomentStore.settle(handle, plans, MONDAY);
                            handle.execute("select pg_sleep(0.2)");
                            return settled;
                        });
                    })
                    .toList();
            for (var settled : nodes.invokeAll(settling)) {
                assertThat(settled.get()).hasSize(40);
            }
        }

        assertThat(numbers("select count(*) from conversion_moment")).containsExactly(160L);
        assertThat(numbers("select count(*) from conversion_moment group by place"))
                .hasSize(10)
                .containsOnly(16L);
        assertThat(numbers(
                        "select extract(epoch from max(second) - min(second)) from conversion_moment group by place"))
                .as("none is further away than it must be")
                .containsOnly(15L);
    }

    private static Plan plan(String click, int number) {
        var key = ConversionKey.of("00D", "00Q" + number, "google", "lead", 1);
        var event = new ConversionEvent(
                key,
                "555",
                MONDAY,
                Optional.empty(),
                Optional.of(new ClickId(ClickId.Kind.GCLID, click)),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
        var decision = new Decision(
                ConversionState.READY,
                Optional.empty(),
                "",
                Optional.empty(),
                MONDAY,
                Optional.empty(),
                Optional.empty(),
                Optional.of(event));
        return new Plan(null, Optional.empty(), key, "google", "lead", "555", decision);
    }

    private static List<Long> numbers(String query) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(Long.class).list());
    }
}
