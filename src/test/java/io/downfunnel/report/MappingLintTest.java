package io.downfunnel.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConsentRule.WhenMissing;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionAction.Counting;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Adjusting;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.report.MappingLint.Hint;
import io.downfunnel.report.MappingLint.Part;
import io.downfunnel.report.MappingLint.Severity;

import static org.assertj.core.api.Assertions.assertThat;

class MappingLintTest {
    private static final Money DEFAULT_VALUE = Money.of(new BigDecimal("50"), "EUR");

    /** Nothing is wrong with what these say together; each test changes one thing. */
    private String platform = "google";

    private Set<Capability> can = EnumSet.of(Capability.RESTATES, Capability.RETRACTS);
    private Set<Descriptor.Identifier> hashes = Set.of(Descriptor.Identifier.EMAIL, Descriptor.Identifier.PHONE);
    private Adjusting adjusting = new Adjusting(Duration.ofDays(54), Set.of(ClickId.Kind.WBRAID), "");
    private ValueRule value = new ValueRule.CrmAmount(BigDecimal.ONE);
    private List<Identifier> identifiers = List.of(Identifier.GCLID, Identifier.EMAIL);
    private ConsentRule consent = consent(Optional.of("Ad_Consent__c"), WhenMissing.EXCLUDE);
    private Count count = Count.ONCE;
    private Duration holdBack = Duration.ZERO;
    private Duration window = Duration.ofDays(90);
    private Afterwards afterwards = Afterwards.NOTHING;
    private Optional<Counting> counting = Optional.of(Counting.EVERY);
    private Optional<Duration> clickWindow = Optional.of(Duration.ofDays(90));
    private Optional<Boolean> primary = Optional.of(true);
    private Optional<Money> defaultValue = Optional.empty();
    private boolean alwaysDefault;
    private Optional<Set<String>> campaigns = Optional.empty();
    private Optional<String> obstacle = Optional.empty();
    private CrmObject object = CrmObject.OPPORTUNITY;
    private Optional<Duration> lag = Optional.of(Duration.ofDays(30));

    @Test
    void a_sound_mapping_gets_no_hint() {
        assertThat(hints()).isEmpty();
    }

    @Test
    void an_account_that_was_not_asked_is_not_guessed_at() {
        var mapping = mapping();
        assertThat(new MappingLint(mapping, descriptor(), Optional.empty(), Optional.empty(), Optional.empty()).hints())
                .isEmpty();
    }

    @Test
    void an_action_that_takes_no_uploads_is_a_problem_in_the_accounts_own_words() {
        obstacle = Optional.of("It was removed in Google Ads. Choose another one.");
        expect(Severity.PROBLEM, Part.ACTION, "Nothing can be uploaded", "Choose another one.");
    }

    @Test
    void an_action_that_no_campaign_counts_attributes_nothing() {
        can.add(Capability.ASSOCIATES_CAMPAIGNS);
        campaigns = Optional.of(Set.of());
        expect(Severity.PROBLEM, Part.ACTION, "No campaign counts this action", "Tie it to your campaigns");
    }

    @Test
    void an_action_that_a_campaign_counts_is_fine() {
        can.add(Capability.ASSOCIATES_CAMPAIGNS);
        campaigns = Optional.of(Set.of("77"));
        assertThat(hints()).isEmpty();
    }

    @Test
    void bids_that_follow_every_new_lead_buy_what_is_cheap() {
        object = CrmObject.LEAD;
        expect(Severity.ADVICE, Part.ACTION, "every new lead counts for it", "Make it secondary");
    }

    @Test
    void an_action_that_bids_do_not_follow_is_said() {
        primary = Optional.of(false);
        expect(Severity.ADVICE, Part.ACTION, "bids do not follow it", "make it primary");
    }

    @Test
    void where_the_platform_knows_no_primary_actions_nothing_is_said_about_bids() {
        primary = Optional.empty();
        object = CrmObject.LEAD;
        assertThat(hints()).isEmpty();
    }

    @Test
    void a_value_for_an_action_that_counts_its_own_is_lost() {
        alwaysDefault = true;
        defaultValue = Optional.of(DEFAULT_VALUE);
        expect(Severity.PROBLEM, Part.VALUE, "its own value of €50", "choose no value here");
    }

    @Test
    void a_value_for_an_action_that_counts_none_is_lost() {
        alwaysDefault = true;
        expect(Severity.PROBLEM, Part.VALUE, "without a value of ours");
    }

    @Test
    void no_value_means_the_actions_default_one() {
        value = new ValueRule.None();
        defaultValue = Optional.of(DEFAULT_VALUE);
        expect(Severity.ADVICE, Part.VALUE, "default of €50");
    }

    @Test
    void braids_are_refused_for_an_action_that_counts_one_per_click() {
        identifiers = List.of(Identifier.GCLID, Identifier.GBRAID, Identifier.WBRAID, Identifier.EMAIL);
        counting = Optional.of(Counting.ONE_PER_CLICK);
        expect(Severity.PROBLEM, Part.IDENTIFIERS, "GBRAID or WBRAID", "count every conversion", "take them off");
    }

    @Test
    void without_braids_an_action_may_count_one_per_click() {
        counting = Optional.of(Counting.ONE_PER_CLICK);
        assertThat(hints()).isEmpty();
    }

    @Test
    void what_the_platform_does_not_take_is_never_sent() {
        identifiers = List.of(Identifier.GCLID, Identifier.LI_FAT_ID, Identifier.EMAIL);
        expect(Severity.ADVICE, Part.IDENTIFIERS, "Google takes no li_fat_id", "Take it off");
    }

    @Test
    void a_phone_is_never_sent_where_only_e_mail_is_taken() {
        hashes = Set.of(Descriptor.Identifier.EMAIL);
        identifiers = List.of(Identifier.GCLID, Identifier.EMAIL, Identifier.PHONE);
        expect(Severity.ADVICE, Part.IDENTIFIERS, "takes no phone");
    }

    @Test
    void e_mail_alone_finds_only_some() {
        identifiers = List.of(Identifier.EMAIL);
        expect(Severity.ADVICE, Part.IDENTIFIERS, "Without a click ID", "Add GCLID, GBRAID, WBRAID");
    }

    @Test
    void click_ids_alone_lose_whoever_lost_theirs() {
        identifiers = List.of(Identifier.GCLID);
        expect(Severity.ADVICE, Part.IDENTIFIERS, "Only click IDs", "Add e-mail");
    }

    @Test
    void a_platform_that_hears_no_consent_is_sent_only_who_said_yes() {
        platform = "linkedin";
        consent = consent(Optional.of("Ad_Consent__c"), WhenMissing.SEND_UNSPECIFIED);
        expect(Severity.ADVICE, Part.CONSENT, "cannot be told that an answer is unknown", "exclude them");
    }

    @Test
    void a_platform_that_wants_to_hear_of_consent_may_refuse_silence() {
        consent = consent(Optional.empty(), WhenMissing.SEND_UNSPECIFIED);
        expect(Severity.ADVICE, Part.CONSENT, "may refuse", "Name the CRM's field");
    }

    @Test
    void every_time_is_in_vain_where_one_a_click_counts() {
        count = Count.EVERY;
        counting = Optional.of(Counting.ONE_PER_CLICK);
        expect(Severity.ADVICE, Part.COUNT, "only the first conversion after a click");
    }

    @Test
    void what_is_held_back_longer_than_clicks_count_is_never_sent() {
        holdBack = Duration.ofDays(90);
        expect(Severity.PROBLEM, Part.HOLD_BACK, "nothing would ever be sent", "Shorten it");
    }

    @Test
    void a_window_shorter_than_the_usual_time_loses_half_of_the_deals() {
        window = Duration.ofDays(30);
        clickWindow = Optional.of(Duration.ofDays(30));
        lag = Optional.of(Duration.ofDays(62));
        expect(Severity.PROBLEM, Part.WINDOW, "more than 62 days", "counts for 30 days", "Make the window longer");
    }

    @Test
    void where_no_window_is_long_enough_an_earlier_stage_is_the_way() {
        lag = Optional.of(Duration.ofDays(120));
        expect(Severity.PROBLEM, Part.WINDOW, "more than 120 days", "Map an earlier stage");
    }

    @Test
    void a_window_longer_than_the_actions_sends_what_is_not_counted() {
        clickWindow = Optional.of(Duration.ofDays(40));
        expect(Severity.PROBLEM, Part.WINDOW, "counts for 40 days", "Write 40 days here");
    }

    @Test
    void a_window_shorter_than_the_actions_leaves_some_out() {
        window = Duration.ofDays(60);
        expect(Severity.ADVICE, Part.WINDOW, "would count for 90 days", "stops after 60 days");
    }

    @Test
    void a_window_longer_than_the_platforms_is_cut() {
        window = Duration.ofDays(180);
        expect(Severity.ADVICE, Part.WINDOW, "180 days", "for 90 days after a click at most");
    }

    @Test
    void a_value_that_always_is_the_actions_own_cannot_be_restated() {
        alwaysDefault = true;
        value = new ValueRule.None();
        afterwards = new Afterwards(Change.RESTATE, Change.IGNORE, Change.IGNORE);
        expect(Severity.PROBLEM, Part.AFTERWARDS, "each would be refused", "ignore changed amounts");
    }

    @Test
    void what_cannot_be_taken_back_is_said_before_it_is_too_late() {
        can.clear();
        afterwards = new Afterwards(Change.RESTATE, Change.RETRACT, Change.IGNORE);
        expect(Severity.PROBLEM, Part.AFTERWARDS, "new values and taking conversions back", "Use a hold-back");
    }

    @Test
    void a_conversion_without_a_click_cannot_be_found_again_by_it() {
        adjusting = new Adjusting(Duration.ofDays(54), Set.of(), "", Set.of(Adjustment.Kind.RETRACTION), true);
        afterwards = new Afterwards(Change.IGNORE, Change.RETRACT, Change.IGNORE);
        expect(Severity.ADVICE, Part.AFTERWARDS, "by its click ID");
    }

    @Test
    void conversions_of_some_clicks_can_never_be_changed() {
        identifiers = List.of(Identifier.GCLID, Identifier.WBRAID, Identifier.EMAIL);
        afterwards = new Afterwards(Change.RESTATE, Change.IGNORE, Change.IGNORE);
        expect(Severity.ADVICE, Part.AFTERWARDS, "with a WBRAID cannot be changed");
    }

    private void expect(Severity severity, Part part, String... words) {
        assertThat(hints()).singleElement().satisfies(hint -> {
            assertThat(hint.severity()).isEqualTo(severity);
            assertThat(hint.part()).isEqualTo(part);
            assertThat(hint.sentence()).contains(words).matches("[\\p{Lu}].*\\.");
        });
    }

    private List<Hint> hints() {
        return new MappingLint(mapping(), descriptor(), Optional.of(action()), Optional.of(stage()), lag).hints();
    }

    private ConversionMapping mapping() {
        return new ConversionMapping(
                "Won", "won", platform, "7", value, identifiers, consent, count, holdBack, window, afterwards);
    }

    private Descriptor descriptor() {
        return new Descriptor(
                platform,
                platform.equals("google") ? "Google" : "LinkedIn",
                List.of(ClickId.Kind.GCLID, ClickId.Kind.GBRAID, ClickId.Kind.WBRAID),
                hashes,
                1,
                1,
                new Descriptor.Pace(1, 1, 1),
                Duration.ZERO,
                Duration.ofDays(90),
                Duration.ofDays(90),
                can,
                List.of(),
                adjusting);
    }

    private ConversionAction action() {
        return new ConversionAction(
                "7",
                "Won",
                "1",
                Optional.empty(),
                counting,
                clickWindow,
                primary,
                defaultValue,
                alwaysDefault,
                campaigns,
                Optional.empty(),
                obstacle);
    }

    private FunnelStage stage() {
        return new FunnelStage("won", object, new FunnelStage.Trigger.Created(), List.of(), true);
    }

    private static ConsentRule consent(Optional<String> field, WhenMissing silence) {
        return new ConsentRule(field, Optional.empty(), Set.of("Yes"), Set.of("No"), silence);
    }
}
