package io.downfunnel.system;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes on one database, from its very beginning. */
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void two_nodes_share_the_work_and_each_conversion_is_sent_once(@TempDir Path folder) {
        try (var installation = new Installation(folder, 1_000, 900)
                .with("DOWNFUNNEL_DELIVER_CLAIM_SIZE", "10")
                .with("DOWNFUNNEL_LINKEDIN_BATCHING", "5")) {
            installation.faults("""
                    [{"vendor":"google","kind":"slow","path":"ingest","millis":2000,"times":100000},
                     {"vendor":"linkedin","kind":"slow","path":"conversionEvents","millis":2000,"times":100000}]""");
            try (var one = installation.with("DOWNFUNNEL_NODE", "node-one").start("sync", "--once", "--json");
                    var other = installation.with("DOWNFUNNEL_NODE", "node-two").start("sync", "--once", "--json")) {
                // However unequal the two are, neither is done before the other has begun.
                waitUntil(() -> !installation.booked("google", "conversions").isEmpty(), one, other);
                waitUntil(() -> installation.database(TwoNodesIT::senders).size() == 2, one, other);
                installation.clearFaults();
                assertThat(one.end(PATIENCE)).as(one.said()).isIn(0, 2);
                assertThat(other.end(PATIENCE)).as(other.said()).isIn(0, 2);
                theBooksAreRight(
                        installation, List.of(Installation.json(one.printed()), Installation.json(other.printed())));
            }
            installation.database(books -> {
                books.areInOrder();
                assertThat(senders(books))
                        .as("nodes that sent something")
                        .containsExactlyInAnyOrder("node-one", "node-two");
                assertThat(books.texts("""
                                select c.key from conversion c join upload_batch_item i on i.conversion_id = c.id
                                 group by c.key having count(*) > 1"""))
                        .as("conversions that were sent in two batches")
                        .isEmpty();
                assertThat(books.texts("select node || ' ' || result from run where result = 'broke'"))
                        .isEmpty();
                assertThat(books.keys("google", "VERIFIED")).isEqualTo(counted(installation));
                assertThat(books.keys("google", "READY", "IN_FLIGHT", "UNKNOWN", "ACCEPTED"))
                        .isEmpty();
                assertThat(books.keys("linkedin", "READY", "IN_FLIGHT", "UNKNOWN"))
                        .isEmpty();
                return null;
            });
            var after = installation.sync();
            assertThat(after.json().findValuesAsText("sent")).containsOnly("0");
        }
    }

    private static List<String> senders(OurBooks books) {
        return books.texts("select distinct node from upload_batch");
    }

    private static void waitUntil(BooleanSupplier happened, Application... nodes) {
        var end = Instant.now().plus(PATIENCE);
        while (!happened.getAsBoolean()) {
            var said = Stream.of(nodes).map(Application::said).collect(Collectors.joining("\n---\n"));
            assertThat(nodes).as(said).allMatch(Application::alive);
            assertThat(Instant.now()).as(said).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
    }

    private static void theBooksAreRight(Installation installation, List<JsonNode> summaries) {
        for (var vendor : List.of("google", "linkedin")) {
            var totals = installation.books(vendor).path("totals");
            assertThat(sum(summaries, "/destinations/" + vendor + "/sent"))
                    .as(vendor)
                    .isPositive()
                    .isEqualTo(totals.path("conversions").asLong())
                    .isEqualTo(totals.path("eventsReceived").asLong());
            assertThat(totals.path("receivedMoreThanOnce").asInt()).as(vendor).isZero();
            assertThat(sum(summaries, "/destinations/" + vendor + "/accepted"))
                    .isEqualTo(totals.path("conversions").asLong());
        }
        assertThat(sum(summaries, "/destinations/google/verified"))
                .isEqualTo(installation.books("google").at("/totals/counted").asLong());
    }

    private static long sum(List<JsonNode> summaries, String path) {
        return summaries.stream()
                .mapToLong(summary -> summary.at(path).asLong())
                .sum();
    }

    private static Set<String> counted(Installation installation) {
        return installation.booked("google", "conversions").stream()
                .filter(one -> one.path("counted").asBoolean())
                .map(one -> one.path("transactionId").asText())
                .collect(Collectors.toSet());
    }
}
