package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.Money;
import io.downfunnel.store.ConversionReadStore.Line;
import io.downfunnel.store.ConversionReadStore.Wanted;
import io.downfunnel.store.JourneyReadStore.Place;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleReadStoresTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.now();

    private final ConversionReadStore conversions = new ConversionReadStore(database.jdbi());
    private final JourneyReadStore journeys = new JourneyReadStore(database.jdbi());
    private final RunReadStore runs = new RunReadStore(database.jdbi());

    @BeforeAll
    static void fill() {
        Showcase.fill(database.jdbi(), NOW);
    }

    @Test
    void the_counts_add_up_to_all_conversions() {
        assertThat(conversions.counts().stream()
                        .mapToLong(ConversionReadStore.Count::conversions)
                        .sum())
                .isEqualTo(136);
    }

    @Test
    void pages_of_the_list_follow_each_other_without_gap_or_repetition() {
        for (var states : List.of(
                Set.<ConversionState>of(),
                Set.of(ConversionState.READY, ConversionState.DELAYED),
                Set.of(ConversionState.EXCLUDED))) {
            var whole = conversions.list(wanted(states, Optional.empty()), 1000);
            var paged = new ArrayList<Line>();
            List<Line> page;
            do {
                page = conversions.list(
                        wanted(
                                states,
                                paged.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(paged.getLast().id())),
                        7);
                paged.addAll(page);
            } while (!page.isEmpty());

            assertThat(paged).isNotEmpty().isEqualTo(whole);
            assertThat(whole).allMatch(line -> states.isEmpty() || states.contains(line.state()));
        }
    }

    private static Wanted wanted(Set<ConversionState> states, Optional<Long> before) {
        return new Wanted(
                states,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                before);
    }

    @Test
    void all_narrowings_work_together() {
        var found = conversions.list(
                new Wanted(
                        Set.of(ConversionState.NEEDS_YOU),
                        Optional.of("google"),
                        Optional.of("closed-won to google"),
                        Optional.of("PROCESSING_ERROR_REASON_INVALID_GCLID"),
                        Optional.of(NOW.plus(Duration.ofDays(7))),
                        Optional.of(Showcase.OPPORTUNITY),
                        Optional.of(Showcase.key(2)),
                        Optional.empty(),
                        Optional.empty()),
                10);

        assertThat(found).extracting(Line::key).containsExactly(Showcase.key(2));
        assertThat(found.getFirst().value()).contains(Money.of(new java.math.BigDecimal("48000"), "EUR"));
    }

    @Test
    void a_list_of_a_state_or_of_a_destination_is_read_along_an_index_and_not_past_all_others() {
        for (var wanted : List.of(
                narrowed(Set.of(ConversionState.EXCLUDED, ConversionState.EXPIRED), Optional.empty()),
                narrowed(Set.of(ConversionState.EXCLUDED), Optional.of("google")),
                narrowed(Set.of(), Optional.of("google")))) {
            var plan = database.jdbi().inTransaction(handle -> {
                // Of so few rows it would read all.
                handle.execute("set local enable_seqscan = off");
                return ConversionReadStore.bound(
                                handle.createQuery("explain " + ConversionReadStore.statement(wanted)), wanted, 50)
                        .mapTo(String.class)
                        .list();
            });

            assertThat(plan)
                    .as(wanted.toString())
                    .anyMatch(line -> line.contains("conversion_by_state"))
                    .noneMatch(line -> line.contains("conversion_pkey"));
        }
    }

    private static Wanted narrowed(Set<ConversionState> states, Optional<String> destination) {
        return new Wanted(
                states,
                destination,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void all_of_them_are_read_however_many_pages_they_take_and_each_once() {
        database.jdbi().useHandle(handle -> handle.execute("""
                insert into conversion (key, organization_id, lineage, record_id, stage, occurrence, mapping, funnel_version,
                                        destination, action, occurred_at, state, expires_at)
                select 'many' || n, 1, 'many' || n, 'many' || n, 'won', 1, 'many', 1, 'google', '555', now(), 'READY', now()
                  from generate_series(1, 2500) as n"""));
        try {
            var read = new ArrayList<Long>();
            conversions.each(wanted(Set.of(ConversionState.READY), Optional.empty()), line -> read.add(line.id()));

            assertThat(read)
                    .hasSizeGreaterThan(2500)
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(java.util.Comparator.reverseOrder());
            assertThat(read)
                    .isEqualTo(
                            conversions.list(wanted(Set.of(ConversionState.READY), Optional.empty()), 10_000).stream()
                                    .map(Line::id)
                                    .toList());
        } finally {
            database.jdbi().useHandle(handle -> handle.execute("delete from conversion where mapping = 'many'"));
        }
    }

    @Test
    void a_line_knows_where_the_crm_shows_its_record() {
        assertThat(conversions.list(wanted(Set.of(), Optional.empty()), 1000))
                .filteredOn(line -> line.recordId().equals(Showcase.LEAD))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.page())
                        .contains(java.net.URI.create("https://northwind.my.salesforce.com/" + Showcase.LEAD)));
        assertThat(new NeedsYouReadStore(database.jdbi()).samples("google", "PROCESSING_ERROR_REASON_INVALID_GCLID", 3))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.page()).isPresent());
    }

    @Test
    void a_record_is_found_by_its_own_id_and_by_its_lineage() {
        var wanted = new Wanted(
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Showcase.LEAD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(conversions.list(wanted, 10)).hasSize(3);
    }

    @Test
    void choices_are_what_is_there() {
        var choices = conversions.choices();

        assertThat(choices.destinations()).containsExactly("google", "linkedin");
        assertThat(choices.mappings())
                .containsExactly(
                        "closed-won to google",
                        "closed-won to linkedin",
                        "qualified lead to google",
                        "qualified lead to linkedin",
                        "qualified to google",
                        "qualified to linkedin");
        assertThat(choices.reasons())
                .contains("CONSENT_DENIED", "NO_IDENTIFIER")
                .doesNotContainNull();
    }

    @Test
    void money_is_summed_for_each_currency() {
        var reached = conversions.reachedBy(3);

        assertThat(reached)
                .extracting(each -> each.destination() + " "
                        + each.value()
                                .map(money -> money.currency().getCurrencyCode())
                                .orElse("none"))
                .contains("google EUR", "google USD", "linkedin EUR", "google none")
                .doesNotHaveDuplicates();
        assertThat(reached.stream()
                        .mapToLong(ConversionReadStore.Reached::conversions)
                        .sum())
                .isEqualTo(34);
    }

    @Test
    void what_expires_is_counted_only_while_it_can_still_be_sent() {
        assertThat(conversions.expiringBefore(NOW.plus(Duration.ofDays(7))).stream()
                        .mapToLong(ConversionReadStore.Expiring::conversions)
                        .sum())
                .isEqualTo(46);
    }

    @Test
    void a_journey_is_found_by_key_by_every_record_in_it_and_by_its_click() {
        var place = new Place(1, "Northwind Robotics", Showcase.LEAD);

        assertThat(journeys.ofConversionKey(Showcase.KEY)).containsExactly(place);
        assertThat(journeys.ofRecord(Showcase.LEAD)).containsExactly(place);
        assertThat(journeys.ofRecord(Showcase.OPPORTUNITY)).containsExactly(place);
        assertThat(journeys.ofRecord(Showcase.CONTACT)).containsExactly(place);
        assertThat(journeys.ofClick(Showcase.GCLID)).containsExactly(place);
        assertThat(journeys.ofClick(Showcase.SHARED_CLICK)).hasSize(2);
        assertThat(journeys.ofClick(Showcase.UNMATCHED_CLICK))
                .extracting(Place::root)
                .containsExactly(Showcase.QUIET_LEAD);
        assertThat(journeys.ofClick(Showcase.GCLID.toLowerCase(java.util.Locale.ROOT)))
                .isEmpty();
    }

    @Test
    void a_journey_is_read_whole() {
        var journey = journeys.read(new Place(1, "Northwind Robotics", Showcase.LEAD));

        assertThat(journey.records())
                .extracting(JourneyRecord.CrmRecord::object)
                .containsExactly("Lead", "Opportunity");
        assertThat(journey.changes())
                .extracting(JourneyRecord.CrmChange::field)
                .containsExactly("Status", "Stage", "Stage", "Amount");
        assertThat(journey.stages())
                .extracting(JourneyRecord.Reached::stage)
                .containsExactly("qualified", "closed-won");
        assertThat(journey.stages()).allMatch(stage -> stage.matching() instanceof JourneyRecord.Matching.WithClick);
        assertThat(journey.conversions())
                .extracting(each -> each.transitions().size())
                .containsExactlyInAnyOrder(4, 3, 1);
        assertThat(journey.conversions())
                .extracting(each -> each.attempts().size())
                .containsExactlyInAnyOrder(1, 1, 0);
    }

    @Test
    void the_last_run_that_delivers_is_not_an_extraction_nor_one_that_runs() {
        assertThat(runs.lastThatDelivered().map(RunReadStore.Run::id)).contains(3L);
        assertThat(runs.running()).isEmpty();
        assertThat(runs.latest(Optional.empty(), 2))
                .extracting(RunReadStore.Run::id)
                .containsExactly(3L, 2L);
        assertThat(runs.latest(Optional.of(2L), 2))
                .extracting(RunReadStore.Run::id)
                .containsExactly(1L);
        assertThat(runs.find(3).orElseThrow().steps()).hasSize(4);
        assertThat(runs.find(99)).isEmpty();
    }
}
