package io.downfunnel.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport.FormLead;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;
import io.downfunnel.store.ErasureStore.Who;

import static org.assertj.core.api.Assertions.assertThat;

/** Who filled in a form, from what the platform tells to the conversion that goes out with it. */
class FormLeadsTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-05-04");
    private static final Days MAY = new Days(LocalDate.parse("2026-05-03"), LocalDate.parse("2026-06-01"));
    private static final Run RUN = new Run(1, "node-1", Progress.unwatched());
    private static final String RESPONSE = "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";
    private static final String HASH = "c".repeat(64);
    private static final String STRANGERS = "d".repeat(64);
    private static final String FUNNEL = """
            stages:
              - { name: qualified, object: Lead, when: { field: Status, becomes: [Qualified] } }
            mappings:
              - name: Qualified
                stage: qualified
                destination: linkedin
                action: 30111220
                value: none
                identifiers: [li_fat_id, li_form_response, email]
                consent: { when-missing: send-unspecified }
            """;

    private final ReportClaimStore claims = new ReportClaimStore(database.jdbi());
    private AdAccountStore.Known account;
    private CrmRows crm;

    @BeforeEach
    void prepare() {
        crm = new CrmRows(database.jdbi());
        database.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "truncate ad_account, form_response, staged_form_response, ad_click,"
                                        + " campaign, report_day, report_claim, erasure, erased_record restart identity cascade"));
        new FunnelStore(database.jdbi()).put(FUNNEL, Known.NOTHING, "test", "");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
        account = new AdAccountStore(database.jdbi())
                .recognise(
                        "linkedin",
                        new AdAccountFacts("510000001", "Ours", ZoneOffset.UTC, Currency.getInstance("EUR")),
                        NOW);
    }

    private CrmRows.LeadRow lead(String id) {
        return crm.lead(id, MONDAY.plusSeconds(60)).with("status", "Qualified");
    }

    private void qualified(String id) {
        crm.status("017" + id, id, MONDAY.plusSeconds(7_200), "New", "Qualified");
    }

    private static FormLead response(String id, boolean test, String... emails) {
        return new FormLead(
                DAY, new ClickId(ClickId.Kind.LI_FORM_RESPONSE, id), MONDAY, "77", "Webinar", test, Set.of(emails));
    }

    private long told(FormLead... responses) {
        var claim = claims.claim("linkedin", "node-1").orElseThrow();
        try {
            var read = new FormLeadStore(database.jdbi(), claims).leads(claim, account, MAY, NOW);
            List.of(responses).forEach(read);
            return read.replace();
        } finally {
            claims.release(claim);
        }
    }

    private static void night() {
        var funnels = new FunnelStore(database.jdbi());
        new DetectStep(funnels, new StageEventStore(database.jdbi())).run(RUN);
        new MatchStep(funnels, new MatchStore(database.jdbi())).run(RUN);
        new ConvertStep(
                        funnels,
                        new ConversionStore(database.jdbi()),
                        new DueStore(database.jdbi()),
                        Map.of("linkedin", SomePlatforms.LINKEDIN),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .run(RUN);
    }

    private static List<String> texts(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static String conversion() {
        return texts("select concat_ws(' ', state, coalesce(reason, '-'), coalesce(click_kind, '-')) from conversion")
                .getFirst();
    }

    private static List<String> clicks() {
        return texts("select concat_ws(' ', kind, value, fit, dating, rule) from matched_click order by 1");
    }

    @Test
    void a_response_that_the_crm_keeps_needs_no_reading_at_all() {
        lead("00Q1").with("formResponse", RESPONSE).save();
        qualified("00Q1");
        night();

        assertThat(conversion()).isEqualTo("READY - LI_FORM_RESPONSE");
        assertThat(clicks()).containsExactly("LI_FORM_RESPONSE " + RESPONSE + " FITS NOT_LATER_THAN LEAD_ITSELF");
    }

    @Test
    void what_the_platform_tells_of_it_dates_it_exactly() {
        lead("00Q1").with("formResponse", RESPONSE).save();
        qualified("00Q1");
        told(response(RESPONSE, false));
        night();

        assertThat(clicks()).containsExactly("LI_FORM_RESPONSE " + RESPONSE + " FITS RECORDED LEAD_ITSELF");
        assertThat(texts("select clicked_at at time zone 'UTC' from matched_click"))
                .containsExactly("2026-05-04 09:00:00");
    }

    @Test
    void a_lead_without_a_response_finds_it_by_the_address_in_the_form_and_what_was_decided_is_decided_anew() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        night();
        assertThat(conversion()).isEqualTo("READY - -");

        assertThat(told(response(RESPONSE, false, HASH, STRANGERS))).isEqualTo(1);
        night();

        assertThat(conversion()).isEqualTo("READY - LI_FORM_RESPONSE");
        assertThat(texts("select array_to_string(emails, ' ') from form_response"))
                .as("of somebody whom the CRM does not have, nothing is kept")
                .containsExactly(HASH);
    }

    @Test
    void a_lead_that_has_a_response_of_its_own_takes_no_other_one() {
        lead("00Q1").with("formResponse", RESPONSE).with("email", HASH).save();
        qualified("00Q1");
        told(response("other-1", false, HASH));
        night();

        assertThat(clicks()).containsExactly("LI_FORM_RESPONSE " + RESPONSE + " FITS NOT_LATER_THAN LEAD_ITSELF");
    }

    @Test
    void responses_of_people_whom_the_crm_does_not_have_are_written_nowhere() {
        lead("00Q1").with("email", HASH).save();

        assertThat(told(response("stranger-1", false, STRANGERS), response("stranger-2", true)))
                .isZero();

        assertThat(texts("select response from form_response")).isEmpty();
        assertThat(texts("select value from ad_click")).isEmpty();
        assertThat(texts("select count(*) from staged_form_response")).containsExactly("0");
        assertThat(texts("select count(*) from report_day where report = 'LEADS'"))
                .containsExactly("30");
    }

    @Test
    void a_test_lead_is_excluded_with_a_sentence_whether_its_response_or_only_its_address_is_known() {
        lead("00Q1").with("formResponse", RESPONSE).with("email", HASH).save();
        qualified("00Q1");
        told(response(RESPONSE, true));
        night();
        assertThat(conversion()).isEqualTo("EXCLUDED TEST_RECORD -");
        assertThat(texts("select explanation from conversion").getFirst())
                .contains("is a test: somebody only tried the form out");
        assertThat(texts("select test_record from stage_match")).containsExactly("t");

        prepare();
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(response("other-1", true, HASH));
        night();
        assertThat(conversion()).isEqualTo("EXCLUDED TEST_RECORD -");
    }

    @Test
    void what_the_platform_takes_back_is_forgotten_and_decided_anew() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(response(RESPONSE, false, HASH));
        night();
        assertThat(conversion()).isEqualTo("READY - LI_FORM_RESPONSE");

        told();
        night();

        assertThat(conversion()).isEqualTo("READY - -");
        assertThat(texts("select value from ad_click")).isEmpty();
    }

    @Test
    void the_same_responses_again_change_nothing_and_cause_no_work() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(response(RESPONSE, false, HASH));
        night();

        told(response(RESPONSE, false, HASH));

        assertThat(texts("select record_id from changed_record")).isEmpty();
    }

    @Test
    void what_became_of_a_lead_is_counted_for_the_campaign_that_brought_it() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(response(RESPONSE, false, HASH));
        night();

        var campaigns = new CampaignReadStore(database.jdbi());
        assertThat(texts("select vendor_id || ' ' || name from campaign")).containsExactly("77 Webinar");
        assertThat(campaigns.results(account, MAY)).singleElement().satisfies(result -> {
            assertThat(result.stage()).isEqualTo("qualified");
            assertThat(result.journeys()).isEqualTo(1);
        });
        assertThat(campaigns.untold(account, MAY, List.of(ClickId.Kind.LI_FAT_ID, ClickId.Kind.LI_FORM_RESPONSE)))
                .isZero();
    }

    @Test
    void a_response_without_a_campaign_still_names_its_lead() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(new FormLead(
                DAY, new ClickId(ClickId.Kind.LI_FORM_RESPONSE, RESPONSE), MONDAY, "", "", false, Set.of(HASH)));
        night();

        assertThat(conversion()).isEqualTo("READY - LI_FORM_RESPONSE");
        assertThat(texts("select name from campaign")).isEmpty();
    }

    @Test
    void whoever_asks_to_be_forgotten_is_forgotten_here_too_and_does_not_come_back() {
        lead("00Q1").with("email", HASH).save();
        qualified("00Q1");
        told(response(RESPONSE, false, HASH));
        night();

        new ErasureStore(database.jdbi())
                .erase(RUN, new Who.ByEmail(new HashedIdentifier.Email(HASH, HASH)), "anna", "by letter");

        for (var table : List.of("form_response", "staged_form_response", "ad_click", "matched_click", "lead")) {
            assertThat(texts("select t::text from " + table + " t where t::text like '%" + RESPONSE
                            + "%' or t::text like '%" + HASH + "%'"))
                    .as(table)
                    .isEmpty();
        }
        assertThat(told(response(RESPONSE, false, HASH))).isZero();
    }

    @Test
    void a_response_of_the_crm_is_forgotten_with_the_person() {
        lead("00Q1").with("formResponse", RESPONSE).save();
        qualified("00Q1");
        told(response(RESPONSE, false));
        night();

        new ErasureStore(database.jdbi()).erase(RUN, new Who.ByRecord("00Q1"), "anna", "by letter");

        assertThat(texts("select t::text from lead t where t::text like '%" + RESPONSE + "%'"))
                .isEmpty();
        assertThat(texts("select response from form_response")).isEmpty();
        assertThat(texts("select payload::text from conversion_payload")).isEmpty();
    }
}
