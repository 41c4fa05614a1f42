package io.downfunnel.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import io.downfunnel.extract.salesforce.Soql;

import static org.assertj.core.api.Assertions.assertThat;

/** The extraction's own queries, asked of the sandbox's query engine, whatever stamps are shared and whenever rows appear. */
class CursorLawsTest {
    private static final ObjectType LEADS = Schema.STANDARD.type("Lead");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int OVERLAP = 5;
    private static final int MOST_PAGES = 500;

    /**
     * A row of the CRM.
     *
     * @param stamp seconds after the start
     * @param late how many seconds after its stamp anybody sees it
     */
    record Stamped(int stamp, int late) {}

    @Property(tries = 300)
    void pages_within_a_window_skip_nothing_repeat_nothing_and_end(
            @ForAll @Size(max = 60) List<@IntRange(max = 8) Integer> stamps,
            @ForAll @IntRange(min = 1, max = 9) int page,
            @ForAll @IntRange(max = 4) int from,
            @ForAll @IntRange(min = 5, max = 9) int to) {
        var org = new Org();
        stamps.forEach(stamp -> insert(org, stamp));

        var read = read(org, from, to, page);

        assertThat(read).doesNotHaveDuplicates();
        assertThat(read).hasSize((int)
                stamps.stream().filter(stamp -> stamp >= from && stamp < to).count());
    }

    /** A place is as good as a whole reading: whoever goes on behind any row reads exactly the rest. */
    @Property(tries = 200)
    void going_on_behind_any_row_reads_exactly_the_rest(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 4) Integer> stamps,
            @ForAll @IntRange(min = 1, max = 5) int page,
            @ForAll @IntRange(max = 29) int broken) {
        var org = new Org();
        stamps.forEach(stamp -> insert(org, stamp));
        var whole = read(org, 0, 9, 2_000);
        int at = broken % whole.size();

        var rest = read(org, 0, 9, page, Optional.of(after(org, whole.get(at))));

        assertThat(rest).containsExactlyElementsOf(whole.subList(at + 1, whole.size()));
    }

    /** Each window begins an overlap before the end of the last one: what appears late, but within it, is read after all. */
    @Property(tries = 200)
    void a_row_that_appears_late_is_read_by_the_next_window(
            @ForAll("rows") List<Stamped> rows,
            @ForAll @IntRange(min = 1, max = 5) int page,
            @ForAll @IntRange(min = 1, max = 4) int step) {
        Set<String> read = new HashSet<>();
        var org = new Org();
        Set<Stamped> written = new HashSet<>();
        int end = 0;
        // Far enough that the last row has appeared and a window has passed over it.
        for (int now = 1; now <= 60; now += step) {
            for (var row : rows) {
                if (row.stamp() + row.late() < now && written.add(row)) {
                    insert(org, row.stamp());
                }
            }
            read.addAll(read(org, Math.max(0, end - OVERLAP), now, page));
            end = now;
        }

        assertThat(written).hasSize(new HashSet<>(rows).size());
        assertThat(read).hasSize(written.size());
    }

    private static List<String> read(Org org, int from, int to, int page) {
        return read(org, from, to, page, Optional.empty());
    }

    private static List<String> read(Org org, int from, int to, int page, Optional<Soql.After> begin) {
        var runner = new QueryRunner(org);
        List<String> ids = new ArrayList<>();
        var place = begin;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            var rows = runner.run(
                            Soql.page(
                                    "Lead",
                                    List.of("Id", "SystemModstamp"),
                                    "SystemModstamp",
                                    START.plusSeconds(from),
                                    START.plusSeconds(to),
                                    Optional.empty(),
                                    place,
                                    page),
                            true)
                    .rows();
            rows.forEach(row -> ids.add(row.id()));
            if (rows.size() < page) {
                return ids;
            }
            place = Optional.of(after(rows.getLast()));
        }
        throw new AssertionError("The pages do not end");
    }

    private static Soql.After after(Org org, String id) {
        return org.table(LEADS).view().all().stream()
                .filter(row -> row.id().equals(id))
                .map(CursorLawsTest::after)
                .findFirst()
                .orElseThrow();
    }

    private static Soql.After after(Row row) {
        return new Soql.After((Instant) row.value(LEADS.clock()), row.id());
    }

    private static void insert(Org org, int stamp) {
        var crm = new Crm(org);
        crm.insert(LEADS, crm.newId(LEADS), Map.of(), START.plus(Duration.ofSeconds(stamp)));
    }

    @Provide
    Arbitrary<List<Stamped>> rows() {
        // A row may be as late as the overlap reaches back, and a window lies between its stamp and its appearance.
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, OVERLAP - 1))
                .as(Stamped::new)
                .list()
                .uniqueElements()
                .ofMaxSize(25);
    }
}
