package io.downfunnel.convert;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.Adjustment.Cause;
import io.downfunnel.domain.Adjustment.Kind;
import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentCase.Basis;
import io.downfunnel.domain.AdjustmentCase.Past;
import io.downfunnel.domain.AdjustmentCase.Sent;
import io.downfunnel.domain.AdjustmentDecision;
import io.downfunnel.domain.AdjustmentReason;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.Sequel.Departure;
import io.downfunnel.domain.Sequel.Way;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Evidence;
import io.downfunnel.domain.StageEvent.Withdrawal;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.platform.Descriptor;

import static io.downfunnel.domain.ConversionState.CANCELLED;
import static io.downfunnel.domain.ConversionState.DELAYED;
import static io.downfunnel.domain.ConversionState.EXCLUDED;
import static io.downfunnel.domain.ConversionState.EXPIRED;
import static io.downfunnel.domain.ConversionState.HELD;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

class AdjustmentPlannerTest {
    private static final Instant WON = Instant.parse("2026-06-01T09:00:00Z");
    private static final Instant EDITED = WON.plus(Duration.ofDays(3));
    private static final Duration QUIET = Duration.ofHours(24);
    private static final Instant NOW = EDITED.plus(Duration.ofDays(2));

    private Afterwards afterwards =
            new Afterwards(Change.RESTATE, Change.RETRACT, Change.RETRACT, Change.RETRACT, Change.RETRACT);
    private Count count = Count.ONCE;
    private Descriptor platform = SomePlatforms.ADJUSTING;
    private ConversionState conversion = VERIFIED;
    private ClickId.Kind click = ClickId.Kind.GCLID;
    private Optional<BigDecimal> amount = amount("900");
    private Optional<BigDecimal> sent = amount("900");
    private Instant amountSince = WON;
    private Optional<Departure> departure = Optional.empty();
    private Optional<Instant> again = Optional.empty();
    private Optional<Withdrawal> withdrawal = Optional.empty();
    private boolean doubled;
    private long deletions;
    private Consent.Answer consent = Consent.Answer.GRANTED;
    private boolean kept = true;
    private Instant now = NOW;
    private final List<Past> past = new ArrayList<>();

    @Test
    void where_nothing_changed_nothing_is_told() {
        assertThat(plan()).isEmpty();
    }

    @Test
    void an_edited_amount_is_told_with_the_conversions_own_name_and_nothing_else_changed() {
        edited("1200", EDITED);

        var decision = decide();

        assertThat(decision.state()).isEqualTo(READY);
        assertThat(decision.before()).contains(eur("900.00"));
        assertThat(decision.after()).contains(eur("1200.00"));
        assertThat(decision.at()).isEqualTo(EDITED);
        assertThat(decision.adjustment())
                .contains(new Adjustment.Restatement(
                        new ConversionEvent(
                                event().key(),
                                event().action(),
                                event().occurredAt(),
                                Optional.of(eur("1200.00")),
                                event().click(),
                                event().email(),
                                event().phone(),
                                event().consent()),
                        EDITED));
    }

    @Test
    void an_edit_waits_until_the_crm_has_been_quiet() {
        edited("1200", EDITED);
        now = EDITED.plus(Duration.ofHours(23));

        assertThat(decide().state()).isEqualTo(DELAYED);
        assertThat(decide().dueAt()).contains(EDITED.plus(QUIET));
    }

    @Test
    void a_second_edit_within_the_quiet_period_takes_the_place_of_the_first() {
        edited("1200", EDITED);
        now = EDITED.plus(Duration.ofHours(1));
        remember(decide());
        edited("1300", EDITED.plus(Duration.ofHours(2)));
        now = EDITED.plus(Duration.ofHours(3));

        var plan = plan().orElseThrow();

        assertThat(plan.existing()).contains(past.getFirst());
        assertThat(plan.decision().after()).contains(eur("1300.00"));
        assertThat(plan.decision().dueAt())
                .contains(EDITED.plus(Duration.ofHours(2)).plus(QUIET));
    }

    @Test
    void what_is_undone_within_the_quiet_period_is_never_told() {
        edited("1200", EDITED);
        now = EDITED.plus(Duration.ofHours(1));
        remember(decide());
        edited("900.00", EDITED.plus(Duration.ofHours(2)));

        assertThat(decide().state()).isEqualTo(EXCLUDED);
        assertThat(decide().reason()).contains(AdjustmentReason.NO_LONGER_WANTED);
    }

    @Test
    void an_edit_waits_for_the_platforms_word_on_the_conversion() {
        edited("1200", EDITED);
        conversion = ConversionState.ACCEPTED;

        assertThat(decide().state()).isEqualTo(DELAYED);
        assertThat(decide().reason()).contains(AdjustmentReason.CONVERSION_PENDING);
    }

    @Test
    void of_a_conversion_that_is_not_counted_nothing_can_be_changed() {
        edited("1200", EDITED);
        for (var state : List.of(EXCLUDED, EXPIRED, CANCELLED, ConversionState.NEEDS_YOU)) {
            conversion = state;

            assertThat(decide().state()).isEqualTo(EXCLUDED);
            assertThat(decide().reason()).contains(AdjustmentReason.CONVERSION_NOT_COUNTED);
            assertThat(decide().explanation()).contains(state.word().text());
        }
    }

    @Test
    void after_the_platforms_window_it_is_too_late_and_the_money_is_named() {
        edited("1200", WON.plus(Duration.ofDays(53)));
        now = WON.plus(Duration.ofDays(54));

        assertThat(decide().state()).isEqualTo(EXPIRED);
        assertThat(decide().explanation()).contains("goes on counting 900.00 EUR", "300.00 EUR too little");
    }

    @Test
    void the_quiet_period_does_not_run_beyond_the_platforms_window() {
        edited("1200", WON.plus(Duration.ofDays(54)).minus(Duration.ofHours(5)));
        now = WON.plus(Duration.ofDays(54)).minus(Duration.ofHours(1));

        assertThat(decide().state()).isEqualTo(READY);
    }

    @Test
    void a_wbraid_conversion_cannot_be_changed() {
        edited("1200", EDITED);
        click = ClickId.Kind.WBRAID;

        assertThat(decide().reason()).contains(AdjustmentReason.NOT_ADJUSTABLE);
        assertThat(decide().explanation()).contains("wbraid", "goes on counting 900.00 EUR");
    }

    @Test
    void a_platform_that_counts_for_good_is_told_nothing_and_we_say_so() {
        edited("1200", EDITED);
        platform = SomePlatforms.LINKEDIN;

        assertThat(decide().state()).isEqualTo(EXCLUDED);
        assertThat(decide().reason()).contains(AdjustmentReason.NOT_ADJUSTABLE);
        assertThat(decide().explanation()).contains("LinkedIn offers no way", "hold-back");
    }

    @Test
    void a_lost_deal_is_taken_back() {
        left(Way.LOST);

        assertThat(decide().state()).isEqualTo(READY);
        assertThat(decide().adjustment())
                .contains(new Adjustment.Retraction(event().key(), event().action(), WON, EDITED));
    }

    @Test
    void without_a_way_to_take_back_it_is_on_hold_and_says_what_that_means() {
        left(Way.REOPENED);
        platform = SomePlatforms.GOOGLE_RESTATING;

        assertThat(decide().state()).isEqualTo(HELD);
        assertThat(decide().reason()).contains(AdjustmentReason.NO_ROUTE);
        assertThat(decide().explanation())
                .contains("no way to take conversions back", "goes on counting 900.00 EUR", "goes by itself")
                .contains("By hand, thus.", event().key().value());
    }

    @Test
    void it_moves_by_itself_once_there_is_a_way() {
        left(Way.REOPENED);
        platform = SomePlatforms.GOOGLE_RESTATING;
        remember(decide());
        platform = SomePlatforms.ADJUSTING;

        assertThat(plan().orElseThrow().existing()).contains(past.getFirst());
        assertThat(decide().state()).isEqualTo(READY);
    }

    @Test
    void a_deal_that_was_won_again_is_left_alone_where_it_counts_once() {
        left(Way.REOPENED);
        again = Optional.of(EDITED.plus(Duration.ofDays(1)));

        assertThat(plan()).isEmpty();
    }

    @Test
    void a_deal_that_was_won_again_is_taken_back_the_first_time_where_each_time_counts() {
        left(Way.REOPENED);
        again = Optional.of(EDITED.plus(Duration.ofDays(1)));
        count = Count.EVERY;

        assertThat(decide().kind()).isEqualTo(Kind.RETRACTION);
    }

    @Test
    void what_the_mapping_ignores_is_left_alone() {
        afterwards = Afterwards.NOTHING;
        edited("1200", EDITED);
        assertThat(plan()).isEmpty();
        left(Way.LOST);
        assertThat(plan()).isEmpty();
        withdrawal = Optional.of(Withdrawal.DELETED);
        assertThat(plan()).isEmpty();
    }

    @Test
    void what_a_changed_definition_no_longer_tells_of_is_left_alone() {
        withdrawal = Optional.of(Withdrawal.UNTOLD);
        left(Way.LOST);

        assertThat(plan()).isEmpty();
    }

    @Test
    void a_merge_takes_nothing_back_unless_both_are_counted() {
        withdrawal = Optional.of(Withdrawal.MERGED);
        assertThat(plan()).isEmpty();

        doubled = true;
        assertThat(decide().cause()).isEqualTo(Cause.MERGED);
    }

    @Test
    void a_deleted_record_is_taken_back_after_the_quiet_period() {
        withdrawal = Optional.of(Withdrawal.DELETED);
        remember(decide());
        assertThat(past.getFirst().state()).isEqualTo(DELAYED);

        now = NOW.plus(QUIET);
        assertThat(decide().state()).isEqualTo(READY);
        assertThat(decide().at()).isEqualTo(NOW);
    }

    @Test
    void many_deletions_within_a_day_wait_for_a_person_and_go_on_waiting() {
        withdrawal = Optional.of(Withdrawal.DELETED);
        deletions = 21;
        remember(decide());
        assertThat(past.getFirst().state()).isEqualTo(HELD);
        assertThat(past.getFirst().reason()).contains("MASS_DELETION");

        deletions = 1;
        now = NOW.plus(Duration.ofDays(2));
        assertThat(decide().state()).isEqualTo(HELD);

        releaseAll();
        assertThat(decide().state()).isEqualTo(READY);
    }

    @Test
    void after_a_retraction_nothing_can_be_adjusted() {
        left(Way.LOST);
        settled(decide(), VERIFIED);
        departure = Optional.empty();
        edited("1200", EDITED.plus(Duration.ofDays(1)));

        assertThat(decide().state()).isEqualTo(EXCLUDED);
        assertThat(decide().reason()).contains(AdjustmentReason.ALREADY_RETRACTED);
    }

    @Test
    void zero_is_never_sent_since_it_would_be_final() {
        edited("0.00", EDITED);

        assertThat(decide().state()).isEqualTo(EXCLUDED);
        assertThat(decide().reason()).contains(AdjustmentReason.ZERO_IS_FINAL);
    }

    @Test
    void of_what_is_not_kept_any_more_nothing_is_sent() {
        kept = false;
        for (var change :
                List.<Runnable>of(() -> edited("1200", EDITED), () -> withdrawal = Optional.of(Withdrawal.DELETED))) {
            change.run();

            assertThat(decide().state()).isEqualTo(EXPIRED);
            assertThat(decide().reason()).contains(AdjustmentReason.TOO_LATE);
            assertThat(decide().adjustment()).isEmpty();
        }
    }

    @Test
    void a_value_below_zero_and_no_value_are_not_sent() {
        edited("-5", EDITED);
        assertThat(decide().reason()).contains(AdjustmentReason.IMPOSSIBLE_DATA);

        amount = Optional.empty();
        assertThat(decide().reason()).contains(AdjustmentReason.NO_VALUE);
    }

    @Test
    void who_has_denied_consent_since_is_not_sent_again_but_is_taken_back() {
        consent = Consent.Answer.DENIED;
        edited("1200", EDITED);
        assertThat(decide().reason()).contains(AdjustmentReason.CONSENT_DENIED);

        left(Way.LOST);
        assertThat(decide().state()).isEqualTo(READY);
    }

    @Test
    void what_is_told_already_is_not_told_again() {
        edited("1200", EDITED);
        settled(decide(), VERIFIED);

        assertThat(plan()).isEmpty();
    }

    @Test
    void where_a_platform_says_no_more_what_it_took_in_may_be_changed() {
        platform = SomePlatforms.ADJUSTING.with(
                Set.of(), Set.of(Descriptor.Capability.RESTATES, Descriptor.Capability.RETRACTS));
        conversion = ConversionState.ACCEPTED;
        edited("1200", EDITED);
        assertThat(decide().state()).isEqualTo(READY);

        settled(decide(), ConversionState.ACCEPTED);
        assertThat(plan()).isEmpty();

        edited("1300", EDITED.plusSeconds(60));
        assertThat(decide().state()).isEqualTo(READY);
        assertThat(decide().before()).contains(eur("1200.00"));
    }

    @Test
    void a_platform_that_finds_conversions_by_their_click_ids_is_given_the_one_that_was_sent() {
        platform = byClick();
        left(Way.LOST);

        assertThat(decide().adjustment().orElseThrow().click()).isEqualTo(event().click());

        consent = Consent.Answer.DENIED;
        assertThat(decide().reason()).contains(AdjustmentReason.CONSENT_DENIED);
    }

    private static Descriptor byClick() {
        var usual = SomePlatforms.ADJUSTING;
        return new Descriptor(
                usual.id(),
                usual.name(),
                usual.clickIds(),
                usual.identifiers(),
                usual.largestBatch(),
                usual.batching(),
                usual.requests(),
                usual.minimumClickAge(),
                usual.oldestEvent(),
                usual.longestWindow(),
                Set.of(Descriptor.Capability.VERDICTS, Descriptor.Capability.RESTATES, Descriptor.Capability.RETRACTS),
                usual.settings(),
                new Descriptor.Adjusting(usual.adjusting().within(), Set.of(), "", Set.of(), true));
    }

    @Test
    void what_is_being_told_is_not_told_again() {
        edited("1200", EDITED);
        settled(decide(), ConversionState.ACCEPTED);

        assertThat(plan()).isEmpty();
    }

    @Test
    void a_change_while_another_is_under_way_waits_for_it() {
        edited("1200", EDITED);
        settled(decide(), ConversionState.IN_FLIGHT);
        edited("1300", EDITED.plusSeconds(60));

        assertThat(decide().state()).isEqualTo(DELAYED);
        assertThat(decide().reason()).contains(AdjustmentReason.EARLIER_ADJUSTMENT);
        assertThat(decide().at()).isAfter(EDITED);
    }

    @Test
    void a_change_back_while_another_is_under_way_is_told_after_it() {
        edited("1200", EDITED);
        settled(decide(), ConversionState.IN_FLIGHT);
        edited("900", EDITED.plusSeconds(60));

        assertThat(decide().state()).isEqualTo(DELAYED);
        assertThat(decide().after()).contains(eur("900.00"));
    }

    @Test
    void after_a_change_whose_fate_nobody_knows_the_value_is_told_though_it_is_the_old_one() {
        edited("1200", EDITED);
        settled(decide(), HELD);
        edited("900", EDITED.plusSeconds(60));

        assertThat(decide().state()).isEqualTo(READY);
        assertThat(decide().after()).contains(eur("900.00"));
    }

    @Test
    void adjustments_are_strictly_newer_than_the_one_before() {
        edited("1200", EDITED);
        settled(decide(), VERIFIED);
        edited("1300", EDITED);

        assertThat(decide().at()).isAfter(EDITED);
    }

    @Test
    void what_a_person_cancelled_stays_cancelled_until_the_crm_changes_again() {
        left(Way.LOST);
        settled(decide(), CANCELLED);
        assertThat(plan()).isEmpty();

        departure = Optional.of(new Departure(Way.LOST, EDITED.plus(Duration.ofHours(1))));
        assertThat(decide().state()).isEqualTo(READY);
    }

    @Test
    void what_was_refused_is_not_sent_again() {
        edited("1200", EDITED);
        settled(decide(), ConversionState.NEEDS_YOU);

        assertThat(plan()).isEmpty();
    }

    @Test
    void another_factor_in_the_mapping_changes_nothing_about_the_past() {
        var doubling = mapping(new ValueRule.CrmAmount(new BigDecimal("2")));

        assertThat(planner(Optional.of(doubling)).plan(of(), now)).isEmpty();
    }

    @Test
    void without_a_mapping_what_waits_is_not_wanted_any_more() {
        edited("1200", EDITED);
        now = EDITED.plusSeconds(1);
        remember(decide());

        assertThat(planner(Optional.empty())
                        .plan(of(), now)
                        .orElseThrow()
                        .decision()
                        .reason())
                .contains(AdjustmentReason.NO_LONGER_WANTED);
    }

    private void edited(String to, Instant at) {
        amount = amount(to);
        amountSince = at;
    }

    private void left(Way way) {
        departure = Optional.of(new Departure(way, EDITED));
    }

    private AdjustmentDecision decide() {
        return plan().orElseThrow().decision();
    }

    private Optional<AdjustmentDecision.Plan> plan() {
        return planner(Optional.of(mapping(new ValueRule.CrmAmount(BigDecimal.ONE))))
                .plan(of(), now);
    }

    private AdjustmentPlanner planner(Optional<ConversionMapping> mapping) {
        return new AdjustmentPlanner(mapping, platform, QUIET, 20);
    }

    private ConversionMapping mapping(ValueRule value) {
        return new ConversionMapping(
                "Won",
                "closed-won",
                "google",
                "7",
                value,
                List.of(Identifier.GCLID),
                new ConsentRule(
                        Optional.of("Ok__c"),
                        Optional.empty(),
                        Set.of("GRANTED"),
                        Set.of("DENIED"),
                        ConsentRule.WhenMissing.SEND_UNSPECIFIED),
                count,
                Duration.ZERO,
                Duration.ofDays(90),
                afterwards);
    }

    private ConversionEvent event() {
        return new ConversionEvent(
                ConversionKey.of("00D", "00Q", "google", "closed-won", 1),
                "7",
                WON,
                sent.map(value -> Money.of(value.setScale(2), "EUR")),
                Optional.of(new ClickId(click, "TeSt")),
                Optional.empty(),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }

    private Sent withoutIdentifiers() {
        var whole = Sent.of(event());
        return new Sent(
                whole.key(), whole.action(), whole.occurredAt(), whole.value(), whole.click(), Optional.empty());
    }

    private AdjustmentCase of() {
        return new AdjustmentCase(
                1,
                "google",
                conversion,
                kept ? Sent.of(event()) : withoutIdentifiers(),
                new Basis(sent, Optional.of("EUR")),
                new StageEvent(
                        "00Q",
                        "closed-won",
                        1,
                        CrmObject.OPPORTUNITY,
                        "006",
                        WON,
                        Evidence.HISTORY,
                        Optional.empty(),
                        sent,
                        Optional.of("EUR"),
                        Optional.of("Closed Won"),
                        Optional.empty(),
                        withdrawal,
                        new Sequel(amount, amountSince, departure, again)),
                new Match(
                        List.of(),
                        Optional.empty(),
                        List.of(java.util.Map.of("Ok__c", consent.name())),
                        false,
                        Optional.empty()),
                doubled,
                deletions,
                past);
    }

    /** As the store would write it down. */
    private void remember(AdjustmentDecision decision) {
        past.add(row(decision, decision.state(), false));
    }

    /** As the delivery would leave it. */
    private void settled(AdjustmentDecision decision, ConversionState state) {
        past.add(row(decision, state, true));
    }

    private void releaseAll() {
        past.replaceAll(one -> new Past(
                one.id(),
                one.kind(),
                one.cause(),
                one.at(),
                one.basis(),
                one.after(),
                one.state(),
                one.reason(),
                one.explanation(),
                one.dueAt(),
                one.sent(),
                true));
    }

    private Past row(AdjustmentDecision decision, ConversionState state, boolean left) {
        return new Past(
                past.size() + 1L,
                decision.kind(),
                decision.cause(),
                decision.at(),
                decision.basis(),
                decision.after(),
                state,
                left ? Optional.empty() : decision.reason().map(AdjustmentReason::name),
                Optional.of(decision.explanation()),
                decision.dueAt(),
                left,
                false);
    }

    private static Optional<BigDecimal> amount(String amount) {
        return Optional.of(new BigDecimal(amount));
    }

    private static Money eur(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }
}
