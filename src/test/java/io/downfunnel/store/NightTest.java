package io.downfunnel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;

import static org.assertj.core.api.Assertions.assertThat;

/** Detection, matching and conversion together, on a real database. */
class NightTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final Run RUN = new Run(1, "node-1", Progress.unwatched());
    private static final String GCLID = "TeSt-gClId-1";

    private CrmRows crm;
    private FunnelStore funnels;

    @BeforeEach
    void empty() {
        crm = new CrmRows(database.jdbi());
        funnels = new FunnelStore(database.jdbi());
        bringIntoForce(Funnels.DOCUMENT);
    }

    /** And everything in it has been found good. */
    private void bringIntoForce(String document) {
        funnels.put(document, Known.NOTHING, "test", "");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
    }

    @Test
    void a_won_deal_becomes_a_conversion_with_the_click_of_its_lead() {
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), false);
        crm.stage("0081", "0061", MONDAY.plusSeconds(7200), "Prospecting", "500");
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");

        var counts = night(NOW);

        assertThat(counts).containsExactly(5L, 5L, 0L, 3L);
        assertThat(events())
                .containsExactly(
                        "closed-won 1 00Q1 0061 history",
                        "lead 1 00Q1 00Q1 created",
                        "opportunity 1 00Q1 0061 created",
                        "qualified 1 00Q1 00Q1 history",
                        "reached 1 00Q1 00Q1 inferred");
        assertThat(conversions())
                .containsExactly(
                        "closed-won google READY null 900.00 EUR GCLID",
                        "closed-won linkedin EXCLUDED NO_IDENTIFIER null null null",
                        "qualified google READY null null null GCLID");
    }

    @Test
    void a_second_night_without_changes_does_nothing() {
        wonDeal();
        night(NOW);

        assertThat(night(NOW)).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void reading_the_same_records_again_changes_nothing() {
        wonDeal();
        night(NOW);
        crm.changed("Lead", "00Q1");
        crm.changed("Opportunity", "0061");

        assertThat(night(NOW)).containsExactly(0L, 5L, 0L, 0L);
        assertThat(count("conversion_transition")).isEqualTo(3);
    }

    @Test
    void a_click_id_that_is_filled_in_later_makes_an_excluded_conversion_ready() {
        crm.lead("00Q1", MONDAY).with("status", "Qualified").save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        night(NOW);
        assertThat(conversions()).containsExactly("qualified google EXCLUDED NO_IDENTIFIER null null null");

        crm.lead("00Q1", MONDAY)
                .with("status", "Qualified")
                .with("gclid", GCLID)
                .save();
        night(NOW);

        assertThat(conversions()).containsExactly("qualified google READY null null null GCLID");
        assertThat(count("conversion")).isEqualTo(1);
        assertThat(count("conversion_transition")).isEqualTo(2);
    }

    @Test
    void a_frozen_conversion_is_left_alone() {
        wonDeal();
        night(NOW);
        freeze();
        crm.lead("00Q1", MONDAY)
                .with("gclid", "OtHeR")
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        var before = payloads();

        night(NOW);

        assertThat(payloads()).isEqualTo(before);
        assertThat(count("conversion_transition")).isEqualTo(3);
    }

    @Test
    void a_deleted_deal_excludes_its_conversions_until_it_is_undeleted() {
        wonDeal();
        night(NOW);
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), true);
        night(NOW);
        assertThat(conversions()).contains("closed-won google EXCLUDED RECORD_DELETED 900.00 EUR null");

        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), false);
        night(NOW);
        assertThat(conversions()).contains("closed-won google READY null 900.00 EUR GCLID");
    }

    @Test
    void a_lead_that_is_seen_late_unites_the_journeys_and_no_second_conversion_arises() {
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.of(GCLID), false);
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");
        night(NOW);
        var keys = keys();
        freeze();

        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        night(NOW);

        assertThat(keys()).isEqualTo(keys);
        assertThat(texts("""
                        select count(*) from stage_event where withdrawn_at is null and lineage <> '00Q1'""")).containsExactly("0");
    }

    @Test
    void of_two_united_journeys_only_one_conversion_may_still_be_sent() {
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        crm.lead("00Q2", MONDAY.plusSeconds(60))
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0172", "00Q2", MONDAY.plusSeconds(5000), "New", "Qualified");
        night(NOW);
        assertThat(conversions()).hasSize(2);

        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .with("deleted", true)
                .with("master", "00Q2")
                .save();
        night(NOW);

        assertThat(conversions())
                .containsExactlyInAnyOrder(
                        "qualified google EXCLUDED MERGED null null null",
                        "qualified google READY null null null GCLID");
    }

    @Test
    void if_the_merged_away_lead_was_sent_already_the_survivor_is_not() {
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        night(NOW);
        freeze();
        crm.lead("00Q2", MONDAY.plusSeconds(60))
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0172", "00Q2", MONDAY.plusSeconds(5000), "New", "Qualified");
        night(NOW);

        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .with("deleted", true)
                .with("master", "00Q2")
                .save();
        night(NOW);

        assertThat(texts("""
                        select record_id || ' ' || state || ' ' || coalesce(reason, '') from conversion order by 1""")).containsExactly("00Q1 READY ", "00Q2 EXCLUDED MERGED");
    }

    @Test
    void a_merge_emits_nothing_new_for_the_survivor() {
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        night(NOW);
        crm.lead("00Q2", MONDAY.plusSeconds(60)).with("master", null).save();
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .with("deleted", true)
                .with("master", "00Q2")
                .save();

        night(NOW);

        assertThat(conversions()).containsExactly("qualified google READY null null null GCLID");
        assertThat(count("conversion")).isEqualTo(1);
    }

    @Test
    void a_contact_in_the_primary_role_lends_its_click() {
        crm.opportunity("0061", MONDAY, "Closed Won", "900", Optional.empty(), false);
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");
        crm.contact("0031", MONDAY.minusSeconds(9000), "PriMary", "a".repeat(64));
        crm.contact("0032", MONDAY.minusSeconds(9000), "OtHer", null);
        crm.role("00K1", "0061", "0032", MONDAY, false);
        crm.role("00K2", "0061", "0031", MONDAY.plusSeconds(1), true);

        night(NOW);

        assertThat(texts("""
                        select value || ' ' || matched_click.rule from matched_click
                          join stage_event on stage_event.id = stage_event_id where stage = 'closed-won'""")).containsExactly("PriMary PRIMARY_CONTACT");
        assertThat(conversions()).contains("closed-won linkedin READY null null null null");
    }

    @Test
    void another_version_of_the_mappings_is_applied_to_everything_that_was_not_sent() {
        wonDeal();
        night(NOW);
        bringIntoForce(Funnels.DOCUMENT.replace("factor: 1", "factor: 0.5"));
        night(NOW);
        assertThat(conversions()).contains("closed-won google READY null 450.00 EUR GCLID");

        bringIntoForce(Funnels.DOCUMENT.substring(0, Funnels.DOCUMENT.indexOf("  - name: Won\n")));
        night(NOW);
        assertThat(conversions()).contains("closed-won google EXCLUDED MAPPING_REMOVED null null null");

        bringIntoForce(Funnels.DOCUMENT);
        night(NOW);
        assertThat(conversions()).contains("closed-won google READY null 900.00 EUR GCLID");
        assertThat(count("conversion")).isEqualTo(3);
    }

    @Test
    void what_a_mapping_on_trial_makes_waits_on_hold_and_whatever_the_crm_says_later_it_still_does() {
        funnels.put(Funnels.DOCUMENT.replace("factor: 1", "factor: 0.5"), Known.NOTHING, "test", "");
        wonDeal();
        night(NOW);
        assertThat(conversions()).contains("closed-won google HELD NEW_MAPPING 450.00 EUR GCLID");

        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "800", Optional.empty(), false);
        crm.changed("Opportunity", "0061");
        night(NOW);

        assertThat(conversions()).anyMatch(line -> line.startsWith("closed-won google HELD NEW_MAPPING"));
        assertThat(conversions()).contains("qualified google READY null null null GCLID");
    }

    @Test
    void what_is_far_too_much_stays_on_hold_when_the_crm_changes() {
        wonDeal();
        night(NOW);
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update conversion set state = 'HELD', reason = 'VOLUME', explanation = 'Too many.'"
                                + " where stage = 'closed-won' and destination = 'google'"));
        crm.changed("Opportunity", "0061");
        night(NOW);
        assertThat(conversions()).contains("closed-won google HELD VOLUME 900.00 EUR GCLID");

        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), true);
        night(NOW);
        assertThat(conversions()).contains("closed-won google EXCLUDED RECORD_DELETED 900.00 EUR null");
    }

    @Test
    void another_definition_of_a_stage_withdraws_its_events_and_brings_them_back() {
        wonDeal();
        night(NOW);
        bringIntoForce(Funnels.DOCUMENT.replace("becomes: [Closed Won]", "becomes: [Sold]"));
        night(NOW);
        assertThat(conversions()).contains("closed-won google EXCLUDED STAGE_WITHDRAWN 900.00 EUR null");

        bringIntoForce(Funnels.DOCUMENT);
        night(NOW);
        assertThat(conversions()).contains("closed-won google READY null 900.00 EUR GCLID");
    }

    @Test
    void a_delayed_conversion_is_decided_anew_when_its_time_has_come() {
        crm.lead("00Q1", NOW.minusSeconds(3600))
                .with("gclid", GCLID)
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", NOW.minusSeconds(1800), "New", "Qualified");
        night(NOW);
        assertThat(conversions()).containsExactly("qualified google DELAYED CLICK_TOO_YOUNG null null GCLID");

        night(NOW.plus(Duration.ofHours(4)));
        assertThat(conversions()).containsExactly("qualified google DELAYED CLICK_TOO_YOUNG null null GCLID");

        night(NOW.plus(Duration.ofHours(6)));
        assertThat(conversions()).containsExactly("qualified google READY null null null GCLID");
    }

    @Test
    void two_leads_of_one_click_that_qualify_in_one_second_are_dated_a_second_apart_and_stay_so() {
        qualifiedAtOnce("00Q1", "00Q2");
        night(NOW);
        var before = dates();
        assertThat(before)
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("00Q1 2026-05-04T10:00:00Z")
                                .doesNotContain("later"),
                        two -> assertThat(two)
                                .startsWith("00Q2 2026-05-04T10:00:01Z")
                                .contains(" It is dated a second later than it happened: another conversion of the"
                                        + " same click or person has that second"));

        crm.changed("Lead", "00Q2");
        crm.changed("Lead", "00Q1");
        night(NOW);

        assertThat(dates()).isEqualTo(before);
        assertThat(texts("select occurred_at at time zone 'UTC' from conversion"))
                .as("what is on record of the stage itself")
                .containsOnly("2026-05-04 10:00:00");
    }

    @Test
    void a_lead_that_qualifies_in_the_second_of_one_that_was_sent_leaves_that_one_alone() {
        qualifiedAtOnce("00Q2");
        night(NOW);
        freeze();
        qualifiedAtOnce("00Q1");
        night(NOW);

        assertThat(dates())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("00Q1 2026-05-04T10:00:01Z"),
                        two -> assertThat(two).startsWith("00Q2 2026-05-04T10:00:00Z"));
    }

    @Test
    void a_second_is_free_again_once_its_conversion_is_not_sent_or_goes_with_another_click() {
        qualifiedAtOnce("00Q1", "00Q2", "00Q3");
        night(NOW);
        assertThat(count("conversion_moment")).isEqualTo(3);

        crm.lead("00Q1", MONDAY).with("status", "Qualified").save();
        crm.lead("00Q2", MONDAY)
                .with("gclid", "AnOtHeR")
                .with("status", "Qualified")
                .save();
        night(NOW);

        assertThat(count("conversion_moment")).isEqualTo(2);
        assertThat(dates())
                .satisfiesExactly(
                        two -> assertThat(two).startsWith("00Q2 2026-05-04T10:00:00Z"),
                        three -> assertThat(three).startsWith("00Q3 2026-05-04T10:00:02Z"));

        qualifiedAtOnce("00Q4");
        night(NOW);
        assertThat(dates().getLast()).startsWith("00Q4 2026-05-04T10:00:00Z");
    }

    @Test
    void what_would_be_dated_after_the_present_waits_until_its_second_is_over_by_every_clock() {
        qualifiedAtOnce("00Q1", "00Q2", "00Q3");

        night(Instant.parse("2026-05-04T10:00:00Z"));

        assertThat(texts("select record_id || ' ' || due_at at time zone 'UTC' from conversion where due_at is not null"
                        + " order by 1"))
                .containsExactly("00Q2 2026-05-04 10:01:01", "00Q3 2026-05-04 10:01:02");
    }

    /** As a mass update leaves them: all with one click ID of yesterday, qualified in the very same second. */
    private void qualifiedAtOnce(String... leads) {
        for (var lead : leads) {
            crm.lead(lead, MONDAY.minus(Duration.ofDays(1)))
                    .with("gclid", GCLID)
                    .with("status", "Qualified")
                    .save();
            crm.status("017" + lead, lead, MONDAY.plusSeconds(3600), "New", "Qualified");
        }
    }

    /** Record, date and explanation of everything that goes. */
    private List<String> dates() {
        return texts("""
                        select concat_ws(' ', record_id, payload ->> 'occurredAt', explanation)
                          from conversion join conversion_payload on conversion_id = conversion.id order by 1""");
    }

    @Test
    void what_waits_longer_than_the_platform_counts_it_expires() {
        wonDeal();
        night(NOW);
        night(NOW.plus(Duration.ofDays(90)));

        assertThat(conversions())
                .containsExactly(
                        "closed-won google EXPIRED EXPIRED 900.00 EUR GCLID",
                        "closed-won linkedin EXCLUDED NO_IDENTIFIER null null null",
                        "qualified google EXPIRED EXPIRED null null GCLID");
    }

    @Test
    void conversions_are_stage_events_times_mappings() {
        for (int number = 100; number < 160; number++) {
            crm.lead("00Q" + number, MONDAY.plusSeconds(number))
                    .with("gclid", GCLID + number)
                    .with("opportunity", "006" + number)
                    .save();
            crm.opportunity(
                    "006" + number, MONDAY.plusSeconds(7200), "Closed Won", "10", Optional.empty(), number % 7 == 0);
            crm.stage("008" + number, "006" + number, MONDAY.plusSeconds(7200), "Closed Won", "10");
        }
        night(NOW);

        assertThat(texts("""
                        select mapping || ' ' || count(*) from conversion group by mapping order by 1""")).containsExactly("Qualified 60", "Won 60", "Won too 60");
    }

    private void wonDeal() {
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.empty(), false);
        crm.stage("0081", "0061", MONDAY.plusSeconds(7200), "Prospecting", "500");
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");
    }

    /** @return new stage events, events matched, events unmatched, new conversions */
    private List<Long> night(Instant now) {
        var detected = new DetectStep(funnels, new StageEventStore(database.jdbi())).run(RUN);
        var matched = new MatchStep(funnels, new MatchStore(database.jdbi())).run(RUN);
        var converted = new ConvertStep(
                        funnels,
                        new ConversionStore(database.jdbi()),
                        new DueStore(database.jdbi()),
                        Map.of("google", SomePlatforms.GOOGLE, "linkedin", SomePlatforms.LINKEDIN),
                        Clock.fixed(now, ZoneOffset.UTC))
                .run(RUN);
        return List.of(detected.events(), matched.matched(), matched.unmatched(), converted.conversions());
    }

    private void freeze() {
        database.jdbi().useHandle(handle -> handle.execute("update conversion_payload set frozen_at = now()"));
    }

    private List<String> events() {
        return texts("""
                        select concat_ws(' ', stage, occurrence, lineage, record_id, evidence) from stage_event
                         where withdrawn_at is null order by 1""");
    }

    private List<String> conversions() {
        return texts("""
                        select concat_ws(' ', stage, destination, state, coalesce(reason, 'null'),
                                         coalesce(cast(value as text), 'null') || coalesce(' ' || currency, ' null'),
                                         coalesce(click_kind, 'null'))
                          from conversion order by 1""");
    }

    private List<String> keys() {
        return texts("select key from conversion order by key");
    }

    private List<String> payloads() {
        return texts("select cast(payload as text) from conversion_payload order by conversion_id");
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
