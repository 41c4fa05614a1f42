package io.downfunnel.convert;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent.Answer;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConsentRule.WhenMissing;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.Fit;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Match.Person;
import io.downfunnel.domain.Match.Rule;
import io.downfunnel.domain.Match.Source;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Evidence;
import io.downfunnel.domain.StageEvent.Withdrawal;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.platform.Descriptor;

import static org.assertj.core.api.Assertions.assertThat;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant EVENT = NOW.minus(Duration.ofDays(10));
    private static final Instant CLICK = NOW.minus(Duration.ofDays(20));
    private static final ConversionKey KEY = ConversionKey.of("00D", "00Q", "google", "won", 1);
    private static final Source LEAD = new Source(CrmObject.LEAD, "00Q", Rule.CONVERTED_LEAD);

    private ValueRule value = new ValueRule.CrmAmount(BigDecimal.ONE);
    private List<Identifier> identifiers =
            List.of(Identifier.GCLID, Identifier.GBRAID, Identifier.LI_FAT_ID, Identifier.EMAIL);
    private ConsentRule consent = new ConsentRule(
            Optional.of("Ok__c"),
            Optional.of("Ok__c"),
            Set.of("Granted"),
            Set.of("Denied"),
            WhenMissing.SEND_UNSPECIFIED);
    private Count count = Count.ONCE;
    private Duration holdBack = Duration.ZERO;
    private Duration window = Duration.ofDays(90);
    private Descriptor platform = SomePlatforms.GOOGLE;

    private Instant occurredAt = EVENT;
    private int occurrence = 1;
    private Optional<BigDecimal> amount = Optional.of(new BigDecimal("1000"));
    private Optional<String> currency = Optional.of("EUR");
    private Optional<String> problem = Optional.empty();
    private Optional<Withdrawal> withdrawal = Optional.empty();

    private final List<MatchedClick> clicks = new ArrayList<>();
    private Optional<HashedIdentifier.Email> email = Optional.empty();
    private List<Map<String, String>> records = List.of(Map.of("Ok__c", "Granted"));
    private boolean test;

    @Test
    void a_matched_event_is_ready_with_its_click_its_value_and_its_consent() {
        clicked(ClickId.Kind.GCLID, "TeSt1", CLICK);

        var decision = decide();

        assertThat(decision.state()).isEqualTo(ConversionState.READY);
        assertThat(decision.reason()).isEmpty();
        var event = decision.event().orElseThrow();
        assertThat(event.key()).isEqualTo(KEY);
        assertThat(event.click()).contains(new ClickId(ClickId.Kind.GCLID, "TeSt1"));
        assertThat(event.value()).contains(Money.of(new BigDecimal("1000.00"), "EUR"));
        assertThat(event.occurredAt()).isEqualTo(EVENT);
        assertThat(event.consent().adUserData()).isEqualTo(Answer.GRANTED);
        assertThat(decision.explanation())
                .isEqualTo("Goes with the GCLID …eSt1, found on a lead that was converted into the opportunity.");
    }

    @Test
    void it_expires_when_the_platform_takes_the_event_no_longer_or_the_clicks_window_closes() {
        clicked(ClickId.Kind.GCLID, "TeSt1", CLICK);
        assertThat(decide().expiresAt()).isEqualTo(CLICK.plus(Duration.ofDays(90)));

        window = Duration.ofDays(30);
        assertThat(decide().expiresAt()).isEqualTo(CLICK.plus(Duration.ofDays(30)));

        clicks.clear();
        someone();
        assertThat(decide().expiresAt()).isEqualTo(EVENT.plus(Duration.ofDays(90)));
    }

    @Test
    void exactly_one_click_id_goes_the_first_of_the_mappings_order() {
        clicked(ClickId.Kind.GBRAID, "BrAid", CLICK);
        clicked(ClickId.Kind.GCLID, "GcLid", CLICK);
        assertThat(decide().event().orElseThrow().click().orElseThrow().kind()).isEqualTo(ClickId.Kind.GCLID);

        identifiers = List.of(Identifier.GBRAID, Identifier.GCLID);
        assertThat(decide().event().orElseThrow().click().orElseThrow().kind()).isEqualTo(ClickId.Kind.GBRAID);
    }

    @Test
    void a_click_id_of_another_platform_is_not_sent() {
        clicked(ClickId.Kind.LI_FAT_ID, "li", CLICK);
        excluded(Reason.NO_IDENTIFIER);

        platform = SomePlatforms.LINKEDIN;
        assertThat(decide().event().orElseThrow().click().orElseThrow().kind()).isEqualTo(ClickId.Kind.LI_FAT_ID);
    }

    @Test
    void a_form_response_goes_to_linkedin_with_the_persons_address_and_to_nobody_else() {
        identifiers = List.of(Identifier.LI_FAT_ID, Identifier.LI_FORM_RESPONSE, Identifier.EMAIL);
        clicked(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5", CLICK);
        excluded(Reason.NO_IDENTIFIER);

        platform = SomePlatforms.LINKEDIN;
        someone();
        var decision = decide();

        assertThat(decision.event().orElseThrow().click())
                .contains(new ClickId(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5"));
        assertThat(decision.event().orElseThrow().email()).isEqualTo(email);
        assertThat(decision.explanation())
                .isEqualTo("Goes with the LinkedIn form response …0d-5, found on a lead that was converted into the"
                        + " opportunity.");
        assertThat(decision.expiresAt()).isEqualTo(CLICK.plus(Duration.ofDays(90)));
    }

    @Test
    void between_a_click_and_a_form_response_the_mappings_order_decides() {
        platform = SomePlatforms.LINKEDIN;
        identifiers = List.of(Identifier.LI_FORM_RESPONSE, Identifier.LI_FAT_ID);
        clicked(ClickId.Kind.LI_FAT_ID, "li", CLICK);
        clicked(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5", CLICK);
        assertThat(decide().event().orElseThrow().click().orElseThrow().kind())
                .isEqualTo(ClickId.Kind.LI_FORM_RESPONSE);

        identifiers = List.of(Identifier.LI_FAT_ID, Identifier.LI_FORM_RESPONSE);
        assertThat(decide().event().orElseThrow().click().orElseThrow().kind()).isEqualTo(ClickId.Kind.LI_FAT_ID);
    }

    @Test
    void what_is_wrong_with_a_form_response_is_not_told_as_if_it_were_a_click() {
        platform = SomePlatforms.LINKEDIN;
        identifiers = List.of(Identifier.LI_FORM_RESPONSE);
        occurredAt = NOW.minus(Duration.ofDays(1));
        clicked(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5", occurredAt.minus(Duration.ofDays(91)));
        assertThat(excluded(Reason.WINDOW_CLOSED).explanation())
                .isEqualTo("The form response was 91 days before the event; the window is 90 days.");

        clicks.clear();
        clicks.add(new MatchedClick(click(ClickId.Kind.LI_FORM_RESPONSE, "urn:li:person:1", CLICK), LEAD, Fit.MANGLED));
        assertThat(excluded(Reason.ONLY_MANGLED_CLICK_ID).explanation())
                .contains("URN of something else", "whatever brings LinkedIn's leads into the CRM");

        clicks.clear();
        clicks.add(new MatchedClick(
                click(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5", occurredAt.plusSeconds(1)), LEAD, Fit.AFTER_EVENT));
        assertThat(excluded(Reason.BEFORE_CLICK).explanation()).startsWith("The form response of");
    }

    @Test
    void whoever_only_tried_a_form_out_is_sent_nowhere() {
        someone();
        clicks.add(new MatchedClick(click(ClickId.Kind.LI_FORM_RESPONSE, "f00d-5", CLICK), LEAD, Fit.TEST));

        assertThat(excluded(Reason.TEST_RECORD).explanation())
                .isEqualTo("The platform says that the LinkedIn form response …0d-5 of a lead that was converted into"
                        + " the opportunity is a test: somebody only tried the form out.");
    }

    @Test
    void without_a_click_the_hashed_person_goes_if_the_mapping_allows_it() {
        someone();
        assertThat(decide().event().orElseThrow().email()).isEqualTo(email);

        identifiers = List.of(Identifier.GCLID);
        excluded(Reason.NO_IDENTIFIER);
    }

    @Test
    void a_damaged_click_id_is_never_sent() {
        clicks.add(new MatchedClick(click(ClickId.Kind.GCLID, "undefined", CLICK), LEAD, Fit.MANGLED));
        assertThat(excluded(Reason.ONLY_MANGLED_CLICK_ID).explanation())
                .contains("placeholder")
                .contains("landing page");

        someone();
        assertThat(decide().state()).isEqualTo(ConversionState.READY);
        assertThat(decide().event().orElseThrow().click()).isEmpty();
    }

    @Test
    void blanks_around_a_click_id_are_left_out_and_that_is_said() {
        clicked(ClickId.Kind.GCLID, " TeSt1 ", CLICK);

        assertThat(decide().event().orElseThrow().click().orElseThrow().value()).isEqualTo("TeSt1");
        assertThat(decide().explanation()).contains("blanks around it");
    }

    @Test
    void a_click_after_the_event_cannot_have_brought_it() {
        clicks.add(new MatchedClick(click(ClickId.Kind.GCLID, "TeSt1", EVENT.plusSeconds(1)), LEAD, Fit.AFTER_EVENT));
        excluded(Reason.BEFORE_CLICK);
    }

    @Test
    void a_click_older_than_the_window_does_not_count() {
        occurredAt = NOW.minus(Duration.ofDays(1));
        clicked(
                ClickId.Kind.GCLID,
                "TeSt1",
                occurredAt.minus(Duration.ofDays(90)).minusSeconds(1));
        assertThat(excluded(Reason.WINDOW_CLOSED).explanation()).contains("90 days");
    }

    @Test
    void a_click_inside_the_window_to_the_second_counts() {
        window = Duration.ofDays(30);
        occurredAt = NOW.minusSeconds(1);
        clicked(
                ClickId.Kind.GCLID,
                "TeSt1",
                occurredAt.minus(Duration.ofDays(30)).plusSeconds(2));
        assertThat(decide().state()).isEqualTo(ConversionState.READY);
    }

    @Test
    void a_click_too_old_to_be_sent_now_does_not_count_though_the_event_was_in_time() {
        window = Duration.ofDays(15);
        clicked(ClickId.Kind.GCLID, "TeSt1", CLICK);
        assertThat(excluded(Reason.WINDOW_CLOSED).explanation()).contains("closed on 2026-05-27");
    }

    @Test
    void a_window_longer_than_the_platforms_is_cut_to_it() {
        window = Duration.ofDays(365);
        occurredAt = NOW.minus(Duration.ofDays(1));
        clicked(ClickId.Kind.GCLID, "TeSt1", NOW.minus(Duration.ofDays(100)));
        excluded(Reason.WINDOW_CLOSED);
    }

    @Test
    void an_event_older_than_the_platform_takes_is_excluded_at_the_second() {
        someone();
        occurredAt = NOW.minus(Duration.ofDays(90)).plusSeconds(1);
        assertThat(decide().state()).isEqualTo(ConversionState.READY);

        occurredAt = NOW.minus(Duration.ofDays(90));
        excluded(Reason.EVENT_TOO_OLD);
    }

    @Test
    void a_click_younger_than_the_platform_wants_waits() {
        occurredAt = NOW.minusSeconds(60);
        clicked(ClickId.Kind.GCLID, "TeSt1", NOW.minus(Duration.ofHours(2)));

        var decision = delayed(Reason.CLICK_TOO_YOUNG);
        assertThat(decision.dueAt()).contains(NOW.plus(Duration.ofHours(4)));
        assertThat(decision.event()).isPresent();
    }

    @Test
    void a_hold_back_waits_and_the_longest_wait_wins() {
        holdBack = Duration.ofDays(11);
        someone();
        assertThat(delayed(Reason.HOLD_BACK).dueAt()).contains(EVENT.plus(Duration.ofDays(11)));
    }

    @Test
    void an_event_in_the_near_future_waits_and_one_far_ahead_is_impossible() {
        someone();
        occurredAt = NOW.plusSeconds(600);
        assertThat(delayed(Reason.IN_THE_FUTURE).dueAt()).contains(NOW.plusSeconds(660));

        occurredAt = NOW.plus(Duration.ofDays(400));
        excluded(Reason.IMPOSSIBLE_DATA);
    }

    @Test
    void who_denied_is_never_sent() {
        someone();
        records = List.of(Map.of("Ok__c", "Granted"), Map.of("Ok__c", "Denied"));
        excluded(Reason.CONSENT_DENIED);
    }

    @Test
    void without_an_answer_the_mapping_decides() {
        someone();
        records = List.of(Map.of());
        assertThat(decide().event().orElseThrow().consent().adUserData()).isEqualTo(Answer.UNSPECIFIED);

        consent = new ConsentRule(
                Optional.of("Ok__c"), Optional.empty(), Set.of("Granted"), Set.of("Denied"), WhenMissing.EXCLUDE);
        excluded(Reason.CONSENT_MISSING);
    }

    @Test
    void an_answer_nobody_explained_is_no_answer() {
        someone();
        records = List.of(Map.of("Ok__c", "Perhaps"));
        assertThat(decide().event().orElseThrow().consent().adUserData()).isEqualTo(Answer.UNSPECIFIED);
    }

    @Test
    void a_second_occurrence_counts_only_where_the_mapping_counts_every_one() {
        someone();
        occurrence = 2;
        excluded(Reason.COUNTED_ONCE);

        count = Count.EVERY;
        assertThat(decide().state()).isEqualTo(ConversionState.READY);
    }

    @Test
    void test_records_impossible_data_and_what_no_longer_stands_are_excluded() {
        someone();
        test = true;
        excluded(Reason.TEST_RECORD);

        problem = Optional.of("CreatedDate lies in the year 3000");
        assertThat(excluded(Reason.IMPOSSIBLE_DATA).explanation()).isEqualTo("CreatedDate lies in the year 3000.");

        withdrawal = Optional.of(Withdrawal.DELETED);
        excluded(Reason.RECORD_DELETED);
        withdrawal = Optional.of(Withdrawal.UNTOLD);
        excluded(Reason.STAGE_WITHDRAWN);
        withdrawal = Optional.of(Withdrawal.MERGED);
        excluded(Reason.MERGED);
    }

    @Test
    void an_amount_below_zero_is_impossible_where_it_would_be_sent() {
        someone();
        amount = Optional.of(new BigDecimal("-1"));
        excluded(Reason.IMPOSSIBLE_DATA);

        value = new ValueRule.None();
        assertThat(decide().state()).isEqualTo(ConversionState.READY);
    }

    @Test
    void an_amount_of_zero_is_a_value() {
        someone();
        amount = Optional.of(BigDecimal.ZERO);
        assertThat(decide().event().orElseThrow().value()).contains(Money.of(new BigDecimal("0.00"), "EUR"));
    }

    @Test
    void without_a_currency_there_is_no_value_and_that_is_said() {
        someone();
        currency = Optional.empty();
        assertThat(decide().reason()).contains(Reason.NO_VALUE_CURRENCY);
        assertThat(decide().event().orElseThrow().value()).isEmpty();

        currency = Optional.of("EURO");
        assertThat(decide().explanation()).contains("\"EURO\"");
    }

    @Test
    void without_an_amount_there_is_no_value_and_that_is_said() {
        someone();
        amount = Optional.empty();
        assertThat(decide().state()).isEqualTo(ConversionState.READY);
        assertThat(decide().reason()).contains(Reason.NO_VALUE_AMOUNT);
    }

    @Test
    void an_expected_value_follows_the_crm_stage_of_the_moment() {
        someone();
        value = new ValueRule.ExpectedAmount(
                Map.of("Proposal", new BigDecimal("0.6")), Optional.of(new BigDecimal("0.1")));
        assertThat(decide().value()).contains(Money.of(new BigDecimal("600.00"), "EUR"));

        value = new ValueRule.ExpectedAmount(Map.of("Negotiation", new BigDecimal("0.8")), Optional.empty());
        assertThat(decide().reason()).contains(Reason.NO_VALUE_AMOUNT);

        value = new ValueRule.ExpectedFixed(Money.of(new BigDecimal("12000"), "JPY"), new BigDecimal("0.125"));
        assertThat(decide().value()).contains(Money.of(new BigDecimal("1500"), "JPY"));
    }

    private void clicked(ClickId.Kind kind, String value, Instant at) {
        clicks.add(new MatchedClick(click(kind, value, at), LEAD, Fit.FITS));
    }

    private static Click click(ClickId.Kind kind, String value, Instant at) {
        return new Click(new ClickId(kind, value), at, Click.Dating.RECORDED);
    }

    private void someone() {
        email = Optional.of(new HashedIdentifier.Email("a".repeat(64), "a".repeat(64)));
    }

    private Decision excluded(Reason reason) {
        var decision = decide();
        assertThat(decision.state()).isEqualTo(ConversionState.EXCLUDED);
        assertThat(decision.reason()).contains(reason);
        assertThat(decision.explanation()).endsWith(".");
        assertThat(decision.event()).isEmpty();
        return decision;
    }

    private Decision delayed(Reason reason) {
        var decision = decide();
        assertThat(decision.state()).isEqualTo(ConversionState.DELAYED);
        assertThat(decision.reason()).contains(reason);
        return decision;
    }

    private Decision decide() {
        var mapping = new ConversionMapping(
                "Won",
                "won",
                platform.id(),
                "7000000003",
                value,
                identifiers,
                consent,
                count,
                holdBack,
                window,
                ConversionMapping.Afterwards.NOTHING);
        var event = new StageEvent(
                "00Q",
                "won",
                occurrence,
                CrmObject.OPPORTUNITY,
                "006",
                occurredAt,
                Evidence.HISTORY,
                Optional.of("008"),
                amount,
                currency,
                Optional.of("Proposal"),
                problem,
                withdrawal);
        var match = new Match(
                clicks, Optional.of(new Person(LEAD, email, Optional.empty())), records, test, Optional.empty());
        return new Planner(mapping, platform).decide(event, match, KEY, NOW);
    }
}
