package io.downfunnel.match;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.Click.Dating;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Condition;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Lender;
import io.downfunnel.domain.Lender.Candidate;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.Rule;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Evidence;

import static org.assertj.core.api.Assertions.assertThat;

class MatcherTest {
    private static final Instant EVENT = Instant.parse("2026-05-04T10:00:00Z");
    private final List<Candidate> candidates = new ArrayList<>();
    private Funnel funnel = new Funnel(List.of(), List.of(), List.of());

    @Test
    void the_opportunitys_own_click_goes_before_its_leads() {
        candidate(
                0, Rule.OPPORTUNITY_ITSELF, record(CrmObject.OPPORTUNITY, "006").with(gclid("OwN", 5)));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").with(gclid("LeAd", 1)));

        assertThat(gclid()).isEqualTo("OwN OPPORTUNITY_ITSELF FITS");
    }

    @Test
    void each_kind_of_click_comes_from_the_first_rule_that_has_one() {
        candidate(
                0, Rule.OPPORTUNITY_ITSELF, record(CrmObject.OPPORTUNITY, "006").with(gclid("OwN", 5)));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").with(click(ClickId.Kind.LI_FAT_ID, "li", 1)));

        assertThat(match().clicks()).hasSize(2);
        assertThat(match().click(ClickId.Kind.LI_FAT_ID).orElseThrow().source().rule())
                .isEqualTo(Rule.CONVERTED_LEAD);
    }

    @Test
    void among_several_leads_of_one_opportunity_the_latest_click_not_later_than_the_event_wins() {
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q1").with(gclid("OlD", 30)));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q2").with(gclid("NeW", 3)));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q3").with(gclid("LaTe", -1)));

        assertThat(gclid()).isEqualTo("NeW CONVERTED_LEAD FITS");
    }

    @Test
    void a_damaged_click_id_makes_way_for_a_sound_one_of_a_later_rule() {
        candidate(
                0, Rule.OPPORTUNITY_ITSELF, record(CrmObject.OPPORTUNITY, "006").with(gclid("undefined", 5)));
        candidate(3, Rule.PRIMARY_CONTACT, record(CrmObject.CONTACT, "003").with(gclid("SoUnd", 6)));

        assertThat(gclid()).isEqualTo("SoUnd PRIMARY_CONTACT FITS");
    }

    @Test
    void a_damaged_click_id_is_remembered_where_there_is_no_other() {
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").with(gclid("undefined", 5)));

        assertThat(gclid()).isEqualTo("undefined CONVERTED_LEAD MANGLED");
        assertThat(match().matched()).isFalse();
    }

    @Test
    void a_click_after_the_event_is_remembered_and_matches_nothing() {
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").with(gclid("LaTe", -1)));

        assertThat(gclid()).isEqualTo("LaTe CONVERTED_LEAD AFTER_EVENT");
        assertThat(match().matched()).isFalse();
    }

    @Test
    void a_click_that_another_record_dates_better_has_that_date() {
        candidate(
                0,
                Rule.OPPORTUNITY_ITSELF,
                record(CrmObject.OPPORTUNITY, "006")
                        .with(new Click(new ClickId(ClickId.Kind.GCLID, "SaMe"), EVENT, Dating.NOT_LATER_THAN)));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").with(gclid("SaMe", 40)));

        assertThat(match().click(ClickId.Kind.GCLID).orElseThrow().click().clickedAt())
                .isEqualTo(EVENT.minus(Duration.ofDays(40)));
        assertThat(gclid()).isEqualTo("SaMe OPPORTUNITY_ITSELF FITS");
    }

    @Test
    void a_contact_made_in_the_same_conversion_a_moment_later_still_lends_its_click() {
        candidate(
                3,
                Rule.PRIMARY_CONTACT,
                record(CrmObject.CONTACT, "003")
                        .with(new Click(
                                new ClickId(ClickId.Kind.GCLID, "CoNtact"),
                                EVENT.plusSeconds(2),
                                Dating.NOT_LATER_THAN)));

        assertThat(gclid()).isEqualTo("CoNtact PRIMARY_CONTACT FITS");
        assertThat(match().click(ClickId.Kind.GCLID).orElseThrow().click().clickedAt())
                .isEqualTo(EVENT);
    }

    @Test
    void of_several_form_responses_of_a_person_the_latest_before_the_event_counts() {
        candidate(
                0,
                Rule.LEAD_ITSELF,
                record(CrmObject.LEAD, "00Q")
                        .with(form("old-1", 30))
                        .and(form("new-2", 3))
                        .and(form("late-3", -1)));

        assertThat(form()).isEqualTo("new-2 LEAD_ITSELF FITS");
        assertThat(match().matched()).isTrue();
    }

    @Test
    void a_response_that_the_platform_calls_a_test_makes_its_leads_event_one() {
        candidate(0, Rule.LEAD_ITSELF, record(CrmObject.LEAD, "00Q").tested(form("try-1", 3)));

        assertThat(form()).isEqualTo("try-1 LEAD_ITSELF TEST");
        assertThat(match().matched()).isFalse();
        assertThat(match().testRecord()).isTrue();
    }

    @Test
    void whoever_tried_the_form_out_and_really_clicked_is_no_test() {
        candidate(
                0,
                Rule.LEAD_ITSELF,
                record(CrmObject.LEAD, "00Q").tested(form("try-1", 3)).and(click(ClickId.Kind.LI_FAT_ID, "li", 5)));

        assertThat(match().testRecord()).isFalse();
        assertThat(match().matched()).isTrue();
    }

    @Test
    void a_test_of_somebody_else_at_the_same_company_says_nothing_of_the_deal() {
        candidate(0, Rule.OPPORTUNITY_ITSELF, record(CrmObject.OPPORTUNITY, "006"));
        candidate(10, Rule.OTHER_CONTACT, record(CrmObject.CONTACT, "003").tested(form("try-1", 3)));

        assertThat(form()).isEqualTo("try-1 OTHER_CONTACT TEST");
        assertThat(match().testRecord()).isFalse();
    }

    @Test
    void the_person_is_the_first_whom_we_can_name() {
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q"));
        candidate(3, Rule.PRIMARY_CONTACT, record(CrmObject.CONTACT, "003").email());

        assertThat(match().person().orElseThrow().source().rule()).isEqualTo(Rule.PRIMARY_CONTACT);
    }

    @Test
    void everything_that_speaks_for_the_person_is_heard() {
        candidate(
                1,
                Rule.CONVERTED_LEAD,
                record(CrmObject.LEAD, "00Q").contact("003").email().field("Ok__c", "Granted"));
        candidates.add(new Candidate(
                1_000_000,
                Optional.empty(),
                record(CrmObject.CONTACT, "003").field("Ok__c", "Denied").lender()));
        candidate(10, Rule.OTHER_CONTACT, record(CrmObject.CONTACT, "004").field("Ok__c", "Perhaps"));

        assertThat(match().records()).containsExactlyInAnyOrder(Map.of("Ok__c", "Granted"), Map.of("Ok__c", "Denied"));
    }

    @Test
    void a_record_that_was_deleted_lends_nothing() {
        candidate(
                3,
                Rule.PRIMARY_CONTACT,
                record(CrmObject.CONTACT, "003").with(gclid("GoNe", 5)).email().gone());

        assertThat(match()).isEqualTo(Match.NOTHING);
    }

    @Test
    void a_test_record_that_takes_part_makes_it_a_test() {
        funnel = new Funnel(
                List.of(),
                List.of(),
                List.of(new Funnel.Exclusion(CrmObject.LEAD, new Condition.IsOneOf("Company", List.of("Test")))));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").email().field("Company", "Test"));

        assertThat(match().testRecord()).isTrue();
    }

    @Test
    void a_test_record_that_takes_no_part_does_not() {
        funnel = new Funnel(
                List.of(),
                List.of(),
                List.of(new Funnel.Exclusion(CrmObject.CONTACT, new Condition.IsOneOf("Company", List.of("Test")))));
        candidate(1, Rule.CONVERTED_LEAD, record(CrmObject.LEAD, "00Q").email());
        candidate(10, Rule.OTHER_CONTACT, record(CrmObject.CONTACT, "004").field("Company", "Test"));

        assertThat(match().testRecord()).isFalse();
    }

    private Match match() {
        var event = new StageEvent(
                "00Q",
                "won",
                1,
                CrmObject.OPPORTUNITY,
                "006",
                EVENT,
                Evidence.HISTORY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Matcher(funnel).match(event, candidates);
    }

    private String gclid() {
        var click = match().click(ClickId.Kind.GCLID).orElseThrow();
        return click.click().id().value() + " " + click.source().rule() + " " + click.fit();
    }

    private void candidate(int position, Rule rule, ARecord record) {
        candidates.add(new Candidate(position, Optional.of(rule), record.lender()));
    }

    private String form() {
        var matched = match().click(ClickId.Kind.LI_FORM_RESPONSE).orElseThrow();
        return matched.click().id().value() + " " + matched.source().rule() + " " + matched.fit();
    }

    private static Click form(String value, int daysBefore) {
        return click(ClickId.Kind.LI_FORM_RESPONSE, value, daysBefore);
    }

    private static Click gclid(String value, int daysBefore) {
        return click(ClickId.Kind.GCLID, value, daysBefore);
    }

    private static Click click(ClickId.Kind kind, String value, int daysBefore) {
        return new Click(new ClickId(kind, value), EVENT.minus(Duration.ofDays(daysBefore)), Dating.RECORDED);
    }

    private static ARecord record(CrmObject object, String id) {
        return new ARecord(object, id, Optional.empty(), List.of(), Optional.empty(), Map.of(), false, Set.of());
    }

    private record ARecord(
            CrmObject object,
            String id,
            Optional<String> contactId,
            List<Click> clicks,
            Optional<HashedIdentifier.Email> address,
            Map<String, String> fields,
            boolean isGone,
            Set<ClickId> tests) {
        ARecord with(Click click) {
            return new ARecord(object, id, contactId, List.of(click), address, fields, isGone, tests);
        }

        ARecord and(Click click) {
            return new ARecord(
                    object,
                    id,
                    contactId,
                    Stream.concat(clicks.stream(), Stream.of(click)).toList(),
                    address,
                    fields,
                    isGone,
                    tests);
        }

        ARecord tested(Click click) {
            return new ARecord(object, id, contactId, List.of(click), address, fields, isGone, Set.of(click.id()));
        }

        ARecord contact(String contact) {
            return new ARecord(object, id, Optional.of(contact), clicks, address, fields, isGone, tests);
        }

        ARecord email() {
            var hash = new HashedIdentifier.Email("a".repeat(64), "a".repeat(64));
            return new ARecord(object, id, contactId, clicks, Optional.of(hash), fields, isGone, tests);
        }

        ARecord field(String name, String value) {
            return new ARecord(object, id, contactId, clicks, address, Map.of(name, value), isGone, tests);
        }

        ARecord gone() {
            return new ARecord(object, id, contactId, clicks, address, fields, true, tests);
        }

        Lender lender() {
            return new Lender(
                    object,
                    id,
                    EVENT.minus(Duration.ofDays(50)),
                    contactId,
                    clicks,
                    address,
                    Optional.empty(),
                    fields,
                    false,
                    Optional.empty(),
                    isGone,
                    tests);
        }
    }
}
