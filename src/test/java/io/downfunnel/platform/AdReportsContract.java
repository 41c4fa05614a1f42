package io.downfunnel.platform;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.AdCampaign;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.ReachableAccount;
import io.downfunnel.platform.Descriptor.Capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The part of the {@link AdPlatformContract} about what an account tells: conversion actions, cost, counts, clicks. What a
 * platform does not declare it has to refuse, in words and before anything leaves.
 */
interface AdReportsContract {

    AdAccount account();

    Descriptor descriptor();

    List<String> actionCategories();

    /** A conversion action that takes uploads. */
    String action();

    /** One that the account shows and that takes none; asked of platforms that show their actions. */
    default String actionThatTakesNoUploads() {
        throw new UnsupportedOperationException();
    }

    /** One that takes none because it is switched off; asked of platforms that switch actions on. */
    default String actionThatIsOff() {
        throw new UnsupportedOperationException();
    }

    /** Cost by campaign in these days, by the books of the sandbox; asked of platforms that report cost. */
    default Map<String, BigDecimal> bookedCost(Days days) {
        throw new UnsupportedOperationException();
    }

    /** Who filled in forms in these days, tests included, by the books of the sandbox; asked of platforms that tell it. */
    default Map<String, Boolean> bookedLeads(Days days) {
        throw new UnsupportedOperationException();
    }

    /** Sees to it that something was counted on that day, where the sandbox's company has not seen to it already. */
    default void countSomethingOn(LocalDate day) {}

    /** Requests of any kind that the sandbox has heard so far of this account. */
    long requestsHeard();

    /** A day on which the sandbox's company had clicks. */
    private static LocalDate someDay() {
        return LocalDate.now(Clock.systemUTC()).minusDays(20);
    }

    @Test
    default void its_conversion_actions_are_shown_or_refused_politely() {
        if (refused(Capability.LISTS_ACTIONS, () -> account().conversionActions(), "shows no conversion actions")) {
            return;
        }
        var actions = account().conversionActions();

        assertThat(actions).extracting(ConversionAction::id).doesNotHaveDuplicates();
        assertThat(actions)
                .filteredOn(each -> each.id().equals(action()))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.takesUploads()).isTrue();
                    assertThat(each.name()).isNotBlank();
                    assertThat(each.owner()).isNotBlank();
                });
        assertThat(actions)
                .filteredOn(each -> each.id().equals(actionThatTakesNoUploads()))
                .singleElement()
                .satisfies(each -> assertThat(each.obstacle()).isPresent());
    }

    @Test
    default void an_action_that_is_made_takes_uploads_and_no_bid_follows_it_or_it_is_refused_politely() {
        var draft = new ConversionAction.Draft(
                "Qualified by sales",
                descriptor().can(Capability.CREATES_ACTIONS)
                        ? actionCategories().getFirst()
                        : "any",
                Duration.ofDays(90),
                ConversionAction.Counting.EVERY);
        if (refused(Capability.CREATES_ACTIONS, () -> account().create(draft), "makes no conversion actions")) {
            return;
        }

        var made = account().create(draft);

        assertThat(made.name()).isEqualTo(draft.name());
        assertThat(made.primary().orElse(false)).isFalse();
        assertThat(account().conversionActions())
                .extracting(ConversionAction::id)
                .contains(made.id());
    }

    @Test
    default void an_action_that_is_off_is_switched_on_and_stays_on_or_it_is_refused_politely() {
        if (refused(
                Capability.ENABLES_ACTIONS, () -> account().enable(action()), "switches no conversion actions on")) {
            return;
        }
        assertThat(shown(actionThatIsOff()).takesUploads()).isFalse();

        account().enable(actionThatIsOff());
        account().enable(actionThatIsOff());

        assertThat(shown(actionThatIsOff()).takesUploads()).isTrue();
    }

    @Test
    default void campaigns_are_tied_to_an_action_and_none_is_let_go_or_it_is_refused_politely() {
        if (refused(
                Capability.ASSOCIATES_CAMPAIGNS,
                () -> account().associate(action(), Set.of("1")),
                "ties no conversion actions to campaigns")) {
            return;
        }
        var campaigns = List.copyOf(
                bookedCost(new Days(someDay().minusDays(9), someDay())).keySet());
        var made = account()
                .create(new ConversionAction.Draft(
                        "Tied",
                        actionCategories().getFirst(),
                        Duration.ofDays(90),
                        ConversionAction.Counting.ONE_PER_CLICK));
        assertThat(made.campaigns()).contains(Set.of());

        account().associate(made.id(), Set.of(campaigns.get(0)));
        account().associate(made.id(), Set.of(campaigns.get(1)));
        account().associate(made.id(), Set.of(campaigns.get(1)));

        assertThat(shown(made.id()).campaigns()).contains(Set.of(campaigns.get(0), campaigns.get(1)));
    }

    private ConversionAction shown(String id) {
        return account().conversionActions().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    default void its_campaigns_are_shown_with_what_counts_for_them_or_it_is_refused_politely() {
        if (refused(Capability.LISTS_CAMPAIGNS, () -> account().adCampaigns(), "shows no campaigns")) {
            return;
        }
        var booked = bookedCost(new Days(someDay().minusDays(9), someDay())).keySet();

        var campaigns = account().adCampaigns();

        assertThat(campaigns).extracting(AdCampaign::id).doesNotHaveDuplicates().containsAll(booked);
        assertThat(campaigns).allSatisfy(campaign -> {
            assertThat(campaign.name()).isNotBlank();
            assertThat(campaign.status()).isNotBlank();
        });
        if (descriptor().can(Capability.ASSOCIATES_CAMPAIGNS)) {
            var some = booked.iterator().next();
            var made = account()
                    .create(new ConversionAction.Draft(
                            "Counted by one",
                            actionCategories().getFirst(),
                            Duration.ofDays(90),
                            ConversionAction.Counting.ONE_PER_CLICK));
            account().associate(made.id(), Set.of(some));
            assertThat(account().adCampaigns())
                    .filteredOn(campaign -> campaign.counts(made.id()))
                    .extracting(AdCampaign::id)
                    .containsExactly(some);
        }
    }

    @Test
    default void the_accounts_that_our_access_reaches_are_shown_or_it_is_refused_politely() {
        if (refused(
                Capability.LISTS_ACCOUNTS, () -> account().reachable(), "does not show which ad accounts there are")) {
            return;
        }

        assertThat(account().reachable())
                .extracting(ReachableAccount::id)
                .doesNotHaveDuplicates()
                .contains(account().facts().id());
    }

    @Test
    default void who_filled_in_its_forms_is_told_without_a_word_of_theirs_or_it_is_refused_politely() {
        var days = new Days(someDay().minusDays(200), someDay());
        if (refused(
                Capability.REPORTS_LEADS,
                () -> account().leads(days, row -> {}),
                "does not tell who filled in its forms")) {
            return;
        }
        var told = new HashMap<String, Boolean>();
        var emails = new ArrayList<String>();
        account().leads(days, row -> {
            assertThat(days.contains(row.day())).isTrue();
            assertThat(descriptor().clickIds()).contains(row.response().kind());
            assertThat(told.put(row.response().value(), row.test())).isNull();
            assertThat(row.toString()).doesNotContain(row.response().value()).doesNotContain("@");
            emails.addAll(row.emails());
        });

        assertThat(told).isEqualTo(bookedLeads(days)).isNotEmpty();
        assertThat(emails).isNotEmpty().allSatisfy(email -> assertThat(email).matches("[0-9a-f]{64}"));
    }

    @Test
    default void its_cost_is_what_the_books_say_for_each_campaign_or_refused_politely() {
        var days = new Days(someDay().minusDays(9), someDay());
        if (refused(Capability.REPORTS_COST, () -> account().costs(days, row -> {}), "reports no cost")) {
            return;
        }
        var facts = account().facts();
        var sums = new HashMap<String, BigDecimal>();
        account().costs(days, row -> {
            assertThat(days.contains(row.day())).isTrue();
            assertThat(row.cost().currency()).isEqualTo(facts.currency());
            assertThat(row.cost().amount()).isNotNegative();
            assertThat(row.clicks()).isLessThanOrEqualTo(row.impressions());
            sums.merge(row.campaign(), row.cost().amount(), BigDecimal::add);
        });

        var booked = bookedCost(days);
        assertThat(booked).isNotEmpty();
        assertThat(sums.keySet()).isEqualTo(booked.keySet());
        booked.forEach(
                (campaign, cost) -> assertThat(sums.get(campaign)).as(campaign).isEqualByComparingTo(cost));
    }

    @Test
    default void what_it_counted_names_day_campaign_and_action_or_is_refused_politely() {
        var days = new Days(someDay().minusDays(9), someDay());
        if (refused(
                Capability.REPORTS_COUNTED,
                () -> account().counted(days, row -> {}),
                "does not report what it counts")) {
            return;
        }
        countSomethingOn(someDay());
        var rows = new ArrayList<AdReport.CountedDay>();
        account().counted(days, rows::add);

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(days.contains(row.day())).isTrue();
            assertThat(row.campaign()).isNotBlank();
            assertThat(row.action()).isNotBlank();
            assertThat(row.counted()).isPositive();
        });
    }

    @Test
    default void its_clicks_are_those_of_the_day_or_refused_politely() {
        if (refused(
                Capability.REPORTS_CLICKS,
                () -> account().clicks(someDay(), row -> {}),
                "does not report single clicks")) {
            return;
        }
        var clicks = new ArrayList<AdReport.ClickDay>();
        var day = someDay().plusDays(1);
        // A small company has days without a click.
        while (clicks.isEmpty() && day.isAfter(someDay().minusDays(30))) {
            day = day.minusDays(1);
            account().clicks(day, clicks::add);
        }

        var found = day;
        assertThat(clicks).isNotEmpty().allSatisfy(click -> {
            assertThat(click.day()).isEqualTo(found);
            assertThat(descriptor().clickIds()).contains(click.clickId().kind());
            assertThat(click.campaign()).isNotBlank();
        });
        assertThat(clicks).extracting(AdReport.ClickDay::clickId).doesNotHaveDuplicates();
    }

    @Test
    default void it_says_how_uploads_fare_or_refuses_politely() {
        if (refused(
                Capability.DIAGNOSES, () -> account().diagnostics(), "says nothing about uploads of its own accord")) {
            return;
        }

        assertThat(account().diagnostics()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.health()).isNotBlank();
            assertThat(each.successful() + each.pending()).isLessThanOrEqualTo(each.total());
        });
    }

    /** @return whether it is not declared; then it was refused, and nothing was sent */
    private boolean refused(Capability capability, ThrowingCallable call, String words) {
        if (descriptor().can(capability)) {
            return false;
        }
        long before = requestsHeard();
        assertThatThrownBy(call)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith(descriptor().name())
                .hasMessageContaining(words);
        assertThat(requestsHeard()).isEqualTo(before);
        return true;
    }
}
