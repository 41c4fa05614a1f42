package io.downfunnel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.convert.AdjustConfig;
import io.downfunnel.convert.AdjustStep;
import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;
import io.downfunnel.platform.Descriptor;

import static org.assertj.core.api.Assertions.assertThat;

/** From a change in the CRM's history to a planned adjustment, on a real database. */
class AdjustmentNightTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final Instant WON = MONDAY.plusSeconds(9000);
    private static final Instant NOW = MONDAY.plus(Duration.ofDays(10));
    private static final Run RUN = new Run(1, "node-1", Progress.unwatched());
    private static final String GCLID = "TeSt-gClId-1";
    private static final String POLICIES = """
                afterwards:
                  amount-changed: restate
                  lost: retract
                  reopened: retract
                  deleted: retract
                  merged: retract
            """;

    private Descriptor google = SomePlatforms.ADJUSTING;
    private CrmRows crm;
    private FunnelStore funnels;

    @BeforeEach
    void aWonDealThatGoogleCounts() {
        crm = new CrmRows(database.jdbi());
        funnels = new FunnelStore(database.jdbi());
        funnels.put(
                Funnels.DOCUMENT.replace(
                        "    value: { crm-amount: { factor: 1 } }\n",
                        "    value: { crm-amount: { factor: 1 } }\n" + POLICIES),
                Known.NOTHING,
                "test",
                "");
        // Their mappings have been found good.
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
        wonDeal("1");
        night(NOW);
        verify();
    }

    @Test
    void without_a_change_there_is_no_adjustment() {
        crm.changed("Opportunity", "0061");

        night(NOW);

        assertThat(adjustments()).isEmpty();
    }

    @Test
    void the_value_that_is_sent_is_the_one_in_force_when_it_is_sent() {
        crm.lead("00Q9", MONDAY)
                .with("gclid", GCLID + "9")
                .with("opportunity", "0069")
                .save();
        crm.opportunity("0069", MONDAY.plusSeconds(7200), "Closed Won", "1200", Optional.empty(), false);
        crm.stage("0091", "0069", MONDAY.plusSeconds(7200), "Closed Won", "900");
        crm.stage("0092", "0069", MONDAY.plusSeconds(9900), "Closed Won", "1200");

        night(NOW);

        assertThat(texts("select value || ' ' || basis_amount from conversion"
                        + " where record_id = '0069' and destination = 'google' and stage = 'closed-won'"))
                .containsExactly("1200.00 1200");
        assertThat(adjustments()).isEmpty();
    }

    @Test
    void an_amount_edited_later_is_restated_after_the_quiet_period() {
        crm.stage("0083", "0061", NOW.minusSeconds(60), "Closed Won", "1200");

        night(NOW);
        assertThat(adjustments()).containsExactly("RESTATEMENT AMOUNT_CHANGED DELAYED QUIET_PERIOD 900.00 1200.00");

        night(NOW.plus(Duration.ofDays(1)));
        assertThat(adjustments()).containsExactly("RESTATEMENT AMOUNT_CHANGED READY - 900.00 1200.00");
        assertThat(texts("select payload ->> 'value' || ' ' || (payload ->> 'click') from adjustment"))
                .containsExactly("1200.00 " + GCLID + "1");
    }

    @Test
    void a_second_night_decides_the_same_and_writes_nothing() {
        crm.stage("0083", "0061", NOW.minusSeconds(60), "Closed Won", "1200");
        night(NOW);
        night(NOW.plus(Duration.ofDays(1)));
        long transitions = count("adjustment_transition");

        crm.changed("Opportunity", "0061");
        night(NOW.plus(Duration.ofDays(1)));

        assertThat(count("adjustment_transition")).isEqualTo(transitions);
        assertThat(adjustments()).hasSize(1);
    }

    @Test
    void a_deal_lost_after_it_was_won_is_taken_back_by_the_row_that_tells_of_it() {
        lost("0061", NOW.minus(Duration.ofDays(2)));

        night(NOW);

        assertThat(adjustments()).containsExactly("RETRACTION LOST READY - 900.00 -");
        assertThat(texts("select cast(adjusted_at = timestamptz '" + NOW.minus(Duration.ofDays(2))
                        + "' as text) from adjustment"))
                .containsExactly("true");
        assertThat(texts("select cast(jsonb_exists(payload, 'click') as text) from adjustment"))
                .containsExactly("false");
    }

    @Test
    void a_deal_reopened_after_it_was_won_is_taken_back_and_won_again_it_is_not() {
        crm.closed("0061", true, true);
        night(NOW);
        reopened("0061", NOW.minusSeconds(60));
        night(NOW);
        assertThat(adjustments()).containsExactly("RETRACTION REOPENED DELAYED QUIET_PERIOD 900.00 -");

        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), false);
        crm.stage("0085", "0061", NOW.plusSeconds(60), "Closed Won", "900");
        crm.closed("0061", true, true);
        night(NOW.plus(Duration.ofHours(1)));

        assertThat(adjustments()).containsExactly("RETRACTION REOPENED EXCLUDED NO_LONGER_WANTED 900.00 -");
        assertThat(texts("select state || ' ' || reason from conversion"
                        + " where stage = 'closed-won' and occurrence = 2 and destination = 'google'"))
                .containsExactly("EXCLUDED COUNTED_ONCE");
    }

    @Test
    void a_stage_that_nobody_knows_to_be_closed_is_not_taken_for_reopened() {
        reopened("0061", NOW.minus(Duration.ofDays(2)));

        night(NOW);

        assertThat(adjustments()).isEmpty();
    }

    @Test
    void what_the_record_says_before_its_history_does_is_not_believed() {
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Lost", "900", Optional.empty(), false);
        crm.closed("0061", true, false);

        night(NOW);

        assertThat(adjustments()).isEmpty();
    }

    @Test
    void a_deal_that_is_lost_before_it_was_sent_is_not_sent() {
        wonDeal("2");
        crm.closed("0062", true, true);
        lost("0062", NOW.minusSeconds(60));

        night(NOW);

        assertThat(texts("select state || ' ' || reason from conversion"
                        + " where record_id = '0062' and stage = 'closed-won' and destination = 'google'"))
                .containsExactly("EXCLUDED LOST_SINCE");
    }

    @Test
    void after_a_retraction_the_next_win_counts() {
        crm.closed("0061", true, true);
        night(NOW);
        reopened("0061", NOW.minus(Duration.ofDays(2)));
        night(NOW);
        deliverAll();

        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "950", Optional.empty(), false);
        crm.stage("0085", "0061", NOW.plusSeconds(60), "Closed Won", "950");
        crm.closed("0061", true, true);
        night(NOW.plus(Duration.ofHours(1)));

        assertThat(texts("select state || ' ' || value from conversion"
                        + " where stage = 'closed-won' and occurrence = 2 and destination = 'google'"))
                .containsExactly("READY 950.00");
        assertThat(adjustments())
                .containsExactly(
                        "RESTATEMENT AMOUNT_CHANGED EXCLUDED ALREADY_RETRACTED 900.00 950.00",
                        "RETRACTION REOPENED VERIFIED - 900.00 -");
    }

    @Test
    void without_a_way_back_it_is_on_hold_and_goes_once_there_is_one() {
        google = SomePlatforms.GOOGLE_RESTATING;
        lost("0061", NOW.minus(Duration.ofDays(2)));
        night(NOW);
        assertThat(adjustments()).containsExactly("RETRACTION LOST HELD NO_ROUTE 900.00 -");

        google = SomePlatforms.ADJUSTING;
        night(NOW);

        assertThat(adjustments()).containsExactly("RETRACTION LOST READY - 900.00 -");
    }

    @Test
    void what_nobody_released_expires_with_its_money_named() {
        google = SomePlatforms.GOOGLE_RESTATING;
        lost("0061", NOW.minus(Duration.ofDays(2)));
        night(NOW);

        night(WON.plus(Duration.ofDays(54)));

        assertThat(adjustments()).containsExactly("RETRACTION LOST EXPIRED TOO_LATE 900.00 -");
        assertThat(texts("select explanation from adjustment").getFirst()).contains("900.00 EUR too much");
    }

    @Test
    void a_deleted_record_is_taken_back_after_the_quiet_period() {
        delete("0061");
        night(NOW);
        assertThat(adjustments()).containsExactly("RETRACTION DELETED DELAYED QUIET_PERIOD 900.00 -");

        night(NOW.plus(Duration.ofDays(2)));
        assertThat(adjustments()).containsExactly("RETRACTION DELETED READY - 900.00 -");
    }

    @Test
    void a_mass_deletion_waits_for_a_person_and_goes_when_released() {
        for (int number = 2; number <= 25; number++) {
            wonDeal(Integer.toString(number));
        }
        night(NOW);
        verify();
        for (int number = 1; number <= 25; number++) {
            delete("006" + number);
        }

        night(NOW);
        assertThat(texts("select distinct state || ' ' || reason from adjustment"))
                .containsExactly("HELD MASS_DELETION");
        assertThat(adjustments()).hasSize(25);

        var store = new AdjustmentStore(database.jdbi());
        store.heldFor("MASS_DELETION")
                .forEach(id -> store.release(store.held(id).orElseThrow(), "Kim"));
        night(NOW.plus(Duration.ofDays(2)));
        assertThat(texts("select distinct state from adjustment")).containsExactly("READY");
    }

    @Test
    void five_edits_in_a_day_are_one_adjustment() {
        for (int edit = 1; edit <= 5; edit++) {
            crm.stage("008" + (2 + edit), "0061", NOW.plusSeconds(60L * edit), "Closed Won", "1" + edit + "00");
            night(NOW.plusSeconds(60L * edit + 1));
        }

        night(NOW.plus(Duration.ofDays(2)));

        assertThat(adjustments()).containsExactly("RESTATEMENT AMOUNT_CHANGED READY - 900.00 1500.00");
    }

    @Test
    void a_conversion_that_is_not_counted_is_not_changed() {
        database.jdbi().useHandle(handle -> handle.execute("update conversion set state = 'ERASED'"));
        crm.stage("0083", "0061", NOW.minus(Duration.ofDays(2)), "Closed Won", "1200");

        night(NOW);

        assertThat(adjustments())
                .containsExactly("RESTATEMENT AMOUNT_CHANGED EXCLUDED CONVERSION_NOT_COUNTED 900.00 1200.00");
    }

    private void lost(String id, Instant at) {
        crm.opportunity(id, MONDAY.plusSeconds(7200), "Closed Lost", "900", Optional.empty(), false);
        crm.stage("9" + id, id, at, "Closed Lost", "900");
        crm.closed(id, true, false);
    }

    private void reopened(String id, Instant at) {
        crm.opportunity(id, MONDAY.plusSeconds(7200), "Negotiation", "900", Optional.empty(), false);
        crm.stage("9" + id, id, at, "Negotiation", "900");
        crm.closed(id, false, false);
    }

    private void delete(String id) {
        crm.opportunity(id, MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), true);
    }

    private void wonDeal(String n) {
        crm.lead("00Q" + n, MONDAY)
                .with("gclid", GCLID + n)
                .with("opportunity", "006" + n)
                .save();
        crm.opportunity("006" + n, MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), false);
        crm.stage("008" + n + "1", "006" + n, MONDAY.plusSeconds(7200), "Prospecting", "500");
        crm.stage("008" + n + "2", "006" + n, WON, "Closed Won", "900");
    }

    /** Everything that is ready arrives and is counted. */
    private void verify() {
        database.jdbi().useHandle(handle -> {
            handle.execute("update conversion_payload set frozen_at = now() where frozen_at is null");
            for (var state : List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED")) {
                handle.execute("update conversion set state = ? where state not in ('EXCLUDED', 'VERIFIED')", state);
            }
        });
    }

    private void deliverAll() {
        database.jdbi().useHandle(handle -> {
            handle.execute("update adjustment set frozen_at = now() where state = 'READY'");
            for (var state : List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED")) {
                handle.execute("update adjustment set state = ? where frozen_at is not null", state);
            }
        });
    }

    private void night(Instant now) {
        var destinations = Map.of("google", google, "linkedin", SomePlatforms.LINKEDIN);
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        new DetectStep(funnels, new StageEventStore(database.jdbi())).run(RUN);
        new MatchStep(funnels, new MatchStore(database.jdbi())).run(RUN);
        new ConvertStep(
                        funnels,
                        new ConversionStore(database.jdbi()),
                        new DueStore(database.jdbi()),
                        destinations,
                        clock)
                .run(RUN);
        new AdjustStep(funnels, new AdjustmentPlanStore(database.jdbi()), destinations, config(), clock).run(RUN);
    }

    private static AdjustConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(AdjustConfig.class)
                .build()
                .getConfigMapping(AdjustConfig.class);
    }

    private List<String> adjustments() {
        return texts("""
                        select concat_ws(' ', kind, cause, state, coalesce(reason, '-'), coalesce(cast(before_value as text), '-'),
                                         coalesce(cast(after_value as text), '-'))
                          from adjustment order by 1""");
    }

    private static List<String> texts(String query) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).list());
    }

    private long count(String table) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from " + table)
                        .mapTo(long.class)
                        .one());
    }
}
