package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.store.ClaimStore.Which;

import static org.assertj.core.api.Assertions.assertThat;

/** However many conversions wait, to take the next ones is to read the first entries of an index. */
class BacklogPlanTest {
    private static final int BACKLOG = 200_000;
    private static final Instant NOW = Instant.now();

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;

    @BeforeAll
    static void fill() {
        rows = new ConversionRows(database);
        rows.backlog("google", BACKLOG);
        rows.execute("update conversion set attempt = 1, due_at = now() + interval '1 hour' where id % 100 = 0");
        rows.execute("vacuum (analyze) conversion");
    }

    private static List<String> plan(String query, Which which) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("explain (analyze) " + query)
                        .bind("destination", "google")
                        .bind("now", NOW)
                        .bind(
                                "expiry",
                                which.expiringBefore().map(Instant::toString).orElse("infinity"))
                        .bindArray("stopped", String.class, List.of("666"))
                        .bind("node", "node-1")
                        .bind("lease", 300.0)
                        .bind("limit", 500)
                        .mapTo(String.class)
                        .list());
    }

    private static void walksAnIndex(List<String> plan) {
        assertThat(plan)
                .noneMatch(line -> line.contains("Seq Scan on conversion"))
                .noneMatch(line -> line.contains("Bitmap Heap Scan on conversion "));
        // The only sort there may be is that of the 500 that were taken.
        assertThat(plan.stream().filter(line -> line.contains("Sort ")).toList())
                .allMatch(line -> rowsIn(line) <= 500);
    }

    private static double rowsIn(String line) {
        var rows = line.replaceAll(".*actual time.*? rows=([0-9.]+).*", "$1");
        return rows.equals(line) ? 0 : Double.parseDouble(rows);
    }

    @Test
    void a_claim_walks_an_index() {
        var plan = plan(ClaimStore.query(Which.ALL), Which.ALL);

        walksAnIndex(plan);
        assertThat(plan).anyMatch(line -> line.contains("Index Scan using conversion_ready"));
    }

    @Test
    void a_claim_of_what_expires_soon_walks_an_index() {
        var soon = Which.expiringBefore(NOW.plus(Duration.ofDays(30)));

        walksAnIndex(plan(ClaimStore.query(soon), soon));
    }

    @Test
    void a_claim_of_what_was_sent_before_walks_an_index_of_those_alone() {
        var plan = plan(ClaimStore.query(Which.SENT_BEFORE), Which.SENT_BEFORE);

        walksAnIndex(plan);
        assertThat(plan).anyMatch(line -> line.contains("conversion_again"));
    }

    @Test
    void a_claim_takes_those_first_that_expire_first() {
        var claims = new ClaimStore(database.jdbi());

        var claimed = claims.claim("google", Which.ALL, List.of(), "node-1", Duration.ofMinutes(-1), 500, NOW);

        assertThat(claimed)
                .hasSize(500)
                .isSortedAccordingTo((one, other) -> one.expiresAt().compareTo(other.expiresAt()));
        assertThat(rows.count("select count(*) from conversion where leased_by is null and expires_at <"
                        + " (select max(expires_at) from conversion where leased_by is not null)"
                        + " and coalesce(due_at, '-infinity') <= now()"))
                .isZero();
    }

    @Test
    void the_next_work_is_found_without_looking_at_all_of_it() {
        var plan = database.jdbi()
                .withHandle(handle -> handle.createQuery("explain (analyze) " + DueStore.NEXT_DUE)
                        .bindArray("destinations", String.class, List.of("google", "linkedin"))
                        .bind("now", NOW)
                        .mapTo(String.class)
                        .list());

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan on conversion"));
        assertThat(plan.stream().filter(line -> line.contains("Index")).toList())
                .allMatch(line -> rowsIn(line) <= 10);
    }
}
