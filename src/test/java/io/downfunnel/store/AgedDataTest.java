package io.downfunnel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.convert.AdjustConfig;
import io.downfunnel.convert.AdjustStep;
import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Retention;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;
import io.downfunnel.retain.RetainStep;
import io.downfunnel.retain.RetainStep.Retained;

import static org.assertj.core.api.Assertions.assertThat;

/** Personal data goes when its time has come, and nothing of what was sent or will be sent changes by it. */
class AgedDataTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final Instant SENT = MONDAY.plus(Duration.ofDays(10));
    private static final Instant OVER = MONDAY.plus(Duration.ofDays(100));
    private static final Instant LONG_OVER = Instant.parse("2028-07-04T09:00:00Z");
    private static final String GCLID = "TeSt-gClId-1";
    private static final String HASH = "c".repeat(64);
    private static final String RESPONSE = "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";
    private static final String POLICIES = """
                afterwards:
                  amount-changed: restate
                  lost: retract
                  reopened: retract
                  deleted: retract
                  merged: retract
            """;

    private CrmRows crm;
    private FunnelStore funnels;
    private long run = 1;

    @BeforeEach
    void aWonDealThatGoogleCounts() {
        crm = new CrmRows(database.jdbi());
        execute(
                "truncate ad_account, retention_night, retention_period, form_response, adjustment_due, upload_batch cascade");
        funnels = new FunnelStore(database.jdbi());
        funnels.put(
                Funnels.DOCUMENT.replace(
                        "    value: { crm-amount: { factor: 1 } }\n",
                        "    value: { crm-amount: { factor: 1 } }\n" + POLICIES),
                Known.NOTHING,
                "test",
                "");
        execute("update mapping_gate set state = 'OPEN'");
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("email", HASH)
                .with("contact", "0031")
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        crm.contact("0031", MONDAY.plusSeconds(7200), GCLID, HASH);
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.of(GCLID), false);
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");
        night(SENT);
        verify(SENT);
    }

    // What was sent

    @Test
    void what_was_sent_goes_when_nothing_can_be_done_about_it_any_more_and_its_hash_stays() {
        var hashes = texts("select encode(hash, 'hex') from conversion_payload order by conversion_id");
        assertThat(hashes).hasSize(3);
        assertThat(texts("select distinct key from conversion_moment")).hasSize(3);

        // Google takes changes for 54 days, LinkedIn takes none.
        assertThat(retain(MONDAY.plus(Duration.ofDays(50))).payloads()).isEqualTo(1);
        assertThat(retain(MONDAY.plus(Duration.ofDays(55))).payloads()).isEqualTo(2);

        assertThat(texts("select payload from conversion_payload where payload is not null"))
                .isEmpty();
        assertThat(texts("select encode(hash, 'hex') from conversion_payload order by conversion_id"))
                .isEqualTo(hashes);
        assertThat(texts("select frozen_at from conversion_payload where frozen_at is null"))
                .isEmpty();
        assertThat(texts("select key from conversion_moment")).isEmpty();
    }

    @Test
    void what_was_sent_of_an_adjustment_goes_with_it() {
        crm.stage("0083", "0061", SENT, "Closed Won", "1200");
        night(SENT.plus(Duration.ofDays(2)));
        assertThat(texts("select state from adjustment")).containsExactly("READY");
        assertThat(retain(OVER).payloads()).as("what can still be sent stays").isEqualTo(2);

        execute("update adjustment set frozen_at = now()");
        for (var state : List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED")) {
            execute("update adjustment set state_since = '" + SENT + "', state = '" + state + "'");
        }
        assertThat(retain(OVER).payloads()).isEqualTo(1);

        assertThat(texts("select payload from adjustment where payload is not null"))
                .isEmpty();
        assertThat(
                        texts(
                                "select encode(hash, 'hex') from adjustment where frozen_at is not null and removed_at is not null"))
                .hasSize(1);
    }

    @Test
    void a_change_of_the_deal_is_told_as_too_late_just_as_before() {
        retain(OVER);

        crm.stage("0083", "0061", OVER, "Closed Won", "1200");
        night(OVER.plus(Duration.ofDays(2)));

        assertThat(texts("select concat_ws(' ', kind, state, reason, before_value, after_value) from adjustment"))
                .containsExactly("RESTATEMENT EXPIRED TOO_LATE 900.00 1200.00");
        assertThat(texts("select payload from adjustment where payload is not null"))
                .isEmpty();
    }

    @Test
    void though_a_platform_takes_changes_for_longer_since_nothing_can_be_sent_of_what_is_not_kept() {
        retain(OVER);
        execute("update stage_event set occurred_at = '" + OVER.minus(Duration.ofDays(1)) + "'");
        execute("update conversion set occurred_at = '" + OVER.minus(Duration.ofDays(1)) + "'");

        crm.stage("0083", "0061", OVER, "Closed Won", "1200");
        night(OVER.plus(Duration.ofDays(2)));

        assertThat(texts("select distinct state from adjustment")).containsExactly("EXPIRED");
    }

    @Test
    void the_auditor_finds_nothing_wrong_with_what_was_removed() {
        var before = violations();

        assertThat(retain(OVER).payloads()).isEqualTo(3);
        assertThat(retain(LONG_OVER).records()).isEqualTo(3);

        assertThat(violations()).isEqualTo(before);
    }

    // Identifiers

    @Test
    void in_the_end_no_identifier_of_the_person_is_left_anywhere() {
        form(RESPONSE, HASH);
        adClick(GCLID);
        assertThat(placesWith(GCLID, HASH)).isNotEmpty();

        var gone = retain(LONG_OVER);

        assertThat(gone.payloads()).isEqualTo(3);
        assertThat(gone.records()).isEqualTo(3);
        assertThat(gone.clicks()).isEqualTo(2);
        assertThat(placesWith(GCLID, HASH)).isEmpty();
    }

    @Test
    void they_stay_before_their_time_has_come() {
        assertThat(retain(Instant.parse("2028-06-04T08:00:00Z")).records()).isZero();
        assertThat(retain(Instant.parse("2028-06-04T09:00:01Z")).records())
                .as("the lead is the oldest, and what it lends to is younger")
                .isZero();
        assertThat(retain(Instant.parse("2028-06-04T11:00:01Z")).records()).isEqualTo(3);
    }

    @Test
    void a_lead_keeps_them_while_its_deal_lives_on() {
        execute("update opportunity set modified_at = '2028-01-01'");

        assertThat(retain(LONG_OVER).records()).isZero();
    }

    @Test
    void a_contact_keeps_them_while_another_deal_of_theirs_lives_on() {
        crm.opportunity("0069", LONG_OVER.minus(Duration.ofDays(3)), "Prospecting", "1", Optional.empty(), false);
        crm.role("00K1", "0069", "0031", LONG_OVER.minus(Duration.ofDays(3)), true);
        night(LONG_OVER);

        retain(LONG_OVER);

        assertThat(texts("select email_sha256 from contact")).containsExactly(HASH);
        assertThat(texts("select email_sha256 from lead")).containsExactly(HASH);
        assertThat(texts("select id from opportunity where gclid is not null")).isEmpty();
    }

    @Test
    void they_stay_while_somebody_has_to_decide_about_a_conversion() {
        execute("alter table conversion disable trigger conversion_guard");
        execute("update conversion set state = 'NEEDS_YOU' where destination = 'linkedin'");

        var gone = retain(LONG_OVER);

        execute("alter table conversion enable trigger conversion_guard");
        assertThat(gone.payloads()).isEqualTo(2);
        assertThat(texts("select count(*) from lead where gclid is not null")).containsExactly("1");
    }

    @Test
    void they_stay_while_a_record_or_a_stage_event_is_on_a_list_of_work() {
        crm.changed("Opportunity", "0061");
        assertThat(retain(LONG_OVER).records()).isZero();

        execute("delete from changed_record");
        execute("insert into stage_event_due (stage_event_id, step) select id, 'match' from stage_event");
        assertThat(retain(LONG_OVER).records()).isZero();
    }

    @Test
    void a_click_stays_known_while_a_match_holds_it_and_a_form_response_while_a_record_does() {
        execute("update lead set modified_at = '2028-07-01'");
        form(RESPONSE, HASH);
        adClick(GCLID);

        assertThat(retain(LONG_OVER).clicks()).isZero();
    }

    @Test
    void a_click_of_last_year_stays_known_though_no_match_holds_it() {
        adClick("nobody's");
        execute("update ad_click set day = '2027-12-01'");

        assertThat(retain(LONG_OVER).clicks()).isZero();
    }

    @Test
    void that_an_event_was_matched_stays_known_when_it_is_matched_anew() {
        var matched = texts("select stage_event_id || ' ' || matched from stage_match order by stage_event_id");
        retain(LONG_OVER);

        again();
        night(LONG_OVER);

        assertThat(texts("select stage_event_id || ' ' || matched from stage_match order by stage_event_id"))
                .isEqualTo(matched);
        assertThat(texts("select matched from stage_match where removed_at is null"))
                .isEmpty();
    }

    @Test
    void what_the_crm_shows_again_unchanged_stays_removed_and_what_it_changes_is_read_like_new() {
        assertThat(seen("Qualified", LONG_OVER)).isTrue();
        night(LONG_OVER);
        execute("update lead set modified_at = '" + MONDAY + "'");
        retain(LONG_OVER);
        assertThat(texts("select gclid from lead where gclid is not null")).isEmpty();

        assertThat(seen("Qualified", LONG_OVER)).isFalse();
        assertThat(texts("select gclid from lead where gclid is not null")).isEmpty();

        var before = record();
        assertThat(seen("Won over", LONG_OVER.plusSeconds(1))).isTrue();
        assertThat(texts("select gclid from lead")).containsExactly(GCLID);
        night(LONG_OVER.plusSeconds(2));
        assertThat(record()).isEqualTo(before);
        assertThat(texts("select distinct value from matched_click")).containsExactly(GCLID);
    }

    // The law

    /** Everything is read, matched and decided about once more, before and after. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_goes_no_conversion_comes_again_and_none_changes(long seed) {
        var random = new Random(seed);
        for (int n = 10; n < 50; n++) {
            somebody(n, random);
        }
        night(SENT);
        outcomes(random);

        for (var now : List.of(OVER, LONG_OVER.minus(Duration.ofDays(random.nextInt(400))), LONG_OVER)) {
            again();
            night(now);
            again();
            night(now);
            var before = record();

            var gone = retain(now);
            again();
            night(now);

            assertThat(gone.payloads() + gone.records()).isPositive();
            assertThat(record()).isEqualTo(before);
        }
        assertThat(texts("select invariant from invariant_lost union all select invariant from invariant_drifted"
                        + " union all select invariant from invariant_doubled"))
                .isEmpty();
    }

    /** What can be sent is the same, to the last byte, as if nothing had ever gone. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void whatever_goes_what_will_be_sent_stays_the_same(long seed) {
        var without = readyAfterYears(seed, false);
        var with = readyAfterYears(seed, true);

        assertThat(without).hasSizeGreaterThan(5);
        assertThat(with).isEqualTo(without);
    }

    /** Deals that live on, with leads and contacts that nobody has touched for years. */
    private List<String> readyAfterYears(long seed, boolean retaining) {
        aWonDealThatGoogleCounts();
        var random = new Random(seed);
        for (int n = 10; n < 40; n++) {
            somebody(n, random);
        }
        night(SENT);
        outcomes(random);
        for (int n = 10; n < 40; n += 3) {
            var opened = LONG_OVER.minus(Duration.ofDays(2));
            crm.opportunity("00614" + n, opened, "Prospecting", "70", Optional.empty(), false);
            crm.role("00K4" + n, "00614" + n, "0031" + n, opened, true);
        }
        night(LONG_OVER);
        if (retaining) {
            assertThat(retain(LONG_OVER).records()).isPositive();
        }
        for (int n = 10; n < 40; n += 3) {
            crm.stage("00844" + n, "00614" + n, LONG_OVER, "Closed Won", "70");
        }
        night(LONG_OVER.plusSeconds(60));
        return texts("select concat_ws(' ', c.key, c.state, c.reason, c.explanation, p.payload)"
                + " from conversion c join conversion_payload p on p.conversion_id = c.id"
                + " where c.state in ('READY', 'DELAYED', 'HELD') order by c.id");
    }

    private void somebody(int n, Random random) {
        var created = MONDAY.minus(Duration.ofDays(random.nextInt(120))).plusSeconds(n);
        var lead = crm.lead("00Q1" + n, created).with("status", "Qualified").with("contact", "0031" + n);
        if (random.nextInt(4) > 0) {
            lead.with("gclid", "TeSt-gClId-1" + n);
        }
        if (random.nextInt(4) > 0) {
            lead.with("email", hash(n));
        }
        boolean deal = random.nextBoolean();
        if (deal) {
            lead.with("opportunity", "0061" + n);
        }
        if (random.nextInt(5) == 0) {
            lead.with("test", true);
        }
        if (random.nextInt(6) == 0 && n > 10) {
            lead.with("master", "00Q1" + (n - 1)).with("deleted", true);
        }
        lead.save();
        crm.status("0171" + n, "00Q1" + n, created.plusSeconds(3600), "New", "Qualified");
        crm.contact("0031" + n, created, null, hash(n));
        if (deal) {
            crm.opportunity(
                    "0061" + n,
                    created.plusSeconds(7200),
                    "Closed Won",
                    "" + (100 + n),
                    random.nextBoolean() ? Optional.of("TeSt-gClId-1" + n) : Optional.empty(),
                    random.nextInt(8) == 0);
            crm.stage("0082" + n, "0061" + n, created.plusSeconds(9000), "Closed Won", "" + (100 + n));
            if (random.nextInt(3) == 0) {
                crm.stage("0083" + n, "0061" + n, created.plus(Duration.ofDays(30)), "Closed Won", "77");
            }
        }
    }

    private static String hash(int n) {
        return "%064x".formatted(n);
    }

    /** Each goes its own way to one of the ends there are, some of them to none. */
    private void outcomes(Random random) {
        for (var id : texts("select id from conversion where state not in ('EXCLUDED', 'VERIFIED') order by id")) {
            var way = List.of(
                            List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED"),
                            List.of("IN_FLIGHT", "ACCEPTED"),
                            List.of("IN_FLIGHT", "EXCLUDED"),
                            List.of("IN_FLIGHT", "NEEDS_YOU"),
                            List.<String>of())
                    .get(random.nextInt(5));
            way.forEach(state -> execute("update conversion set state = '" + state + "', state_since = '" + SENT
                    + "', reason = case when '" + state + "' = 'ACCEPTED' then 'LAST_WORD' end where id = " + id
                    + " and (state = 'READY' or state in ('IN_FLIGHT', 'ACCEPTED'))"));
        }
        execute("update conversion_payload p set frozen_at = '" + SENT
                + "' from conversion c where c.id = conversion_id and c.state not in ('READY', 'DELAYED', 'HELD')"
                + " and p.frozen_at is null");
    }

    // The world

    private void night(Instant now) {
        var destinations = Map.of("google", SomePlatforms.ADJUSTING, "linkedin", SomePlatforms.LINKEDIN);
        var clock = Clock.fixed(now, ZoneOffset.UTC);
        var its = new Run(1, "node-1", Progress.unwatched());
        new DetectStep(funnels, new StageEventStore(database.jdbi())).run(its);
        new MatchStep(funnels, new MatchStore(database.jdbi())).run(its);
        new ConvertStep(
                        funnels,
                        new ConversionStore(database.jdbi()),
                        new DueStore(database.jdbi()),
                        destinations,
                        clock)
                .run(its);
        new AdjustStep(
                        funnels,
                        new AdjustmentPlanStore(database.jdbi()),
                        destinations,
                        new SmallRyeConfigBuilder()
                                .withMapping(AdjustConfig.class)
                                .build()
                                .getConfigMapping(AdjustConfig.class),
                        clock)
                .run(its);
        execute("update conversion set state_since = '" + now + "' where state_since > '" + now
                + "' or state_since > now() - interval '1 hour'");
        execute("update adjustment set state_since = '" + now + "' where state_since > now() - interval '1 hour'");
    }

    private void verify(Instant at) {
        execute("update conversion_payload set frozen_at = '" + at + "' where frozen_at is null");
        for (var state : List.of("IN_FLIGHT", "ACCEPTED", "VERIFIED")) {
            execute("update conversion set state = '" + state + "', state_since = '" + at
                    + "' where state not in ('EXCLUDED', 'VERIFIED')");
        }
    }

    private RetentionStore.Night retain(Instant now) {
        var retained = step(now).run(new Run(++run, "node-1", Progress.unwatched()));
        assertThat(retained).extracting(Retained::whole).isEqualTo(true);
        return retained.night().orElseThrow();
    }

    private static RetainStep step(Instant now) {
        return new RetainStep(
                new RetentionStore(database.jdbi()),
                new AgedPayloadStore(database.jdbi()),
                new AgedRecordStore(database.jdbi()),
                new AgedClickStore(database.jdbi()),
                Map.of("google", Duration.ofDays(54), "linkedin", Duration.ZERO),
                new Retention(Map.of(What.PAYLOADS, 30, What.IDENTIFIERS, 25)),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    /** All that is told and done of conversions and adjustments. */
    private static List<String> record() {
        return List.of(
                String.join(
                        "\n",
                        texts(
                                "select concat_ws(' ', id, key, lineage, state, reason, explanation, value, due_at, expires_at,"
                                        + " attempt, epoch) from conversion order by id")),
                String.join("\n", texts("select to_jsonb(t) from conversion_transition t order by id")),
                String.join(
                        "\n",
                        texts("select concat_ws(' ', id, conversion_id, kind, state, reason, after_value)"
                                + " from adjustment order by id")),
                String.join("\n", texts("select to_jsonb(t) from adjustment_transition t order by id")),
                String.join("\n", texts("select encode(hash, 'hex') from conversion_payload order by conversion_id")));
    }

    /** Everything is to be read, matched, decided and compared anew. */
    private static void again() {
        execute("insert into changed_record (organization_id, object, record_id)"
                + " select organization_id, 'Lead', id from lead"
                + " union all select organization_id, 'Opportunity', id from opportunity on conflict do nothing");
        execute("insert into stage_event_due (stage_event_id, step) select id, 'match' from stage_event"
                + " on conflict do nothing");
        execute("insert into adjustment_due (stage_event_id) select id from stage_event on conflict do nothing");
    }

    private static boolean seen(String status, Instant modified) {
        return database.jdbi()
                        .inTransaction(handle -> CrmStore.save(
                                handle,
                                handle.createQuery("select min(id) from organization")
                                        .mapTo(Short.class)
                                        .one(),
                                CrmStream.LEAD,
                                List.of(new CrmRecord.Lead(
                                        "00Q1",
                                        MONDAY,
                                        modified,
                                        false,
                                        Optional.empty(),
                                        Optional.of(status),
                                        true,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of("0031"),
                                        Optional.of("0061"),
                                        Optional.empty(),
                                        new CrmRecord.ClickFields(Map.of(ClickId.Kind.GCLID, GCLID), Optional.empty()),
                                        new CrmRecord.Person(
                                                Optional.of(new HashedIdentifier.Email(HASH, HASH)),
                                                Optional.empty(),
                                                false),
                                        Map.of(),
                                        Optional.empty()))))
                == 1;
    }

    private static long account() {
        execute("insert into ad_account (destination, vendor_id, name, zone, currency)"
                + " values ('google', '1', 'One', 'UTC', 'EUR') on conflict do nothing");
        return Long.parseLong(texts("select min(id) from ad_account").getFirst());
    }

    private static void adClick(String value) {
        execute("insert into ad_click (ad_account_id, kind, value, day) values (" + account() + ", 'GCLID', '"
                + value.replace("'", "''") + "', '" + LocalDate.parse("2026-05-04") + "')");
    }

    private static void form(String response, String hash) {
        execute("insert into form_response (ad_account_id, response, day, submitted_at, test, emails) values ("
                + account() + ", '" + response + "', '2026-05-04', '" + MONDAY + "', false, array['" + hash + "'])");
    }

    private static List<String> violations() {
        return texts("""
                select detail from invariant_lost union all select detail from invariant_doubled
                union all select detail from invariant_drifted union all select detail from invariant_consent
                union all select detail from invariant_leaked union all select detail from invariant_unexplained
                union all select detail from invariant_lease union all select detail from invariant_illegal_step
                union all select detail from invariant_unfolded union all select detail from invariant_stuck order by 1""");
    }

    /** Every table and row of the database that holds one of these texts anywhere. */
    private static List<String> placesWith(String one, String other) {
        return database.jdbi()
                .withHandle(handle -> handle
                        .createQuery("select tablename from pg_tables where schemaname = current_schema() order by 1")
                        .mapTo(String.class)
                        .stream()
                        .flatMap(table -> handle
                                .createQuery(
                                        "select '" + table + ' ' + "' || t::text from \"" + table
                                                + "\" t where t::text like '%' || :one || '%' or t::text like '%' || :other || '%'")
                                .bind("one", one)
                                .bind("other", other)
                                .mapTo(String.class)
                                .list()
                                .stream())
                        .toList());
    }

    private static List<String> texts(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static void execute(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }
}
